"""A measurement of this machine is made once, and made anew where its record is damaged."""

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
