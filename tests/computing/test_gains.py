"""A measurement of this machine is made once, and made anew where its record is damaged."""

import os
import time
from pathlib import Path

import pytest

from finetooth.computing.gains import known_gain


def test_a_trial_is_done_once_a_machine(tmp_path: Path):
    assert known_gain("key", lambda: 1.5, tmp_path) == 1.5
    assert known_gain("key", lambda: 9.9, tmp_path) == 1.5
    assert known_gain("other", lambda: 9.9, tmp_path) == 9.9


@pytest.mark.parametrize("damaged", ["", "{", '{"gain": NaN}', '{"gain": "x"}', "[]"])
def test_a_damaged_record_is_made_anew(tmp_path: Path, damaged: str):
    (tmp_path / "key.json").write_text(damaged)
    assert known_gain("key", lambda: 2.0, tmp_path) == 2.0
    assert known_gain("key", lambda: 3.0, tmp_path) == 2.0


def test_a_trial_that_failed_is_believed_for_a_day(tmp_path: Path):
    assert known_gain("key", lambda: 0.0, tmp_path) == 0.0
    assert known_gain("key", lambda: 2.0, tmp_path) == 0.0
    long_ago = time.time() - 90_000
    os.utime(tmp_path / "key.json", (long_ago, long_ago))
    assert known_gain("key", lambda: 2.0, tmp_path) == 2.0
    os.utime(tmp_path / "key.json", (long_ago, long_ago))
    assert known_gain("key", lambda: 3.0, tmp_path) == 2.0, "what was found holds for good"


def test_a_folder_that_cannot_be_written_costs_the_record_alone(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert known_gain("key", lambda: 1.5, tmp_path / "file" / "folder") == 1.5
    assert (tmp_path / "file").read_text() == ""
