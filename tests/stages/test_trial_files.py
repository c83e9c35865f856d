"""Trials on the disk: found by what they are made of, in earlier runs too, and believed only where they are whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetooth.core.results import Settings
from finetooth.core.tuning import Seen, Trial
from finetooth.stages.trial_files import ABOUT, ANSWERS, DONE, TrialFiles, key_of

TRIAL = Trial(3, {"learning_rate": 1e-4, "head": "probe"}, 0.8, 2.0, 1.5, seen=(Seen(1.0, 0.7),), tokens=90)
LOGITS = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture
def files(tmp_path: Path) -> TrialFiles:
    return TrialFiles(tmp_path / "trials")


def test_what_was_kept_is_found(files: TrialFiles):
    assert files.find("a") is None
    files.keep("a", TRIAL, LOGITS)
    assert files.find("a") == TRIAL or str(files.find("a")) == str(TRIAL)  # a NaN is not equal to itself
    assert np.array_equal(files.answers("a"), LOGITS)


def test_a_trial_without_answers_has_none(files: TrialFiles):
    files.keep("a", replace(TRIAL, score=None, error="diverged"), None)
    assert files.find("a").error == "diverged"
    assert files.answers("a") is None


@pytest.mark.parametrize("name", [ABOUT, ANSWERS, DONE])
@pytest.mark.parametrize("damage", [b"", b"{", None])
def test_a_damaged_trial_is_named_and_gone(tmp_path: Path, name: str, damage: bytes | None):
    notes: list[str] = []
    files = TrialFiles(tmp_path, note=notes.append)
    files.keep("a", TRIAL, LOGITS)
    path = tmp_path / "a" / name
    path.unlink() if damage is None else path.write_bytes(damage)
    assert files.find("a") is None
    if (name, damage) != (DONE, None):  # without that it was never finished
        assert "not what was written" in notes[0]
        assert not (tmp_path / "a").exists()


def test_trials_of_earlier_runs_are_found_and_copied(tmp_path: Path):
    TrialFiles(tmp_path / "before").keep("a", TRIAL, LOGITS)
    files = TrialFiles(tmp_path / "now", (tmp_path / "nowhere", tmp_path / "before"))
    assert files.find("a").score == 0.8
    assert np.array_equal(files.answers("a"), LOGITS)
    assert TrialFiles(tmp_path / "now").find("a") is not None, "the earlier run may go"


def test_the_key_tells_lessons_settings_and_context_apart(settings: Settings):
    same = key_of("code", "lesson", settings)
    other = replace(settings, learning_rate=1e-9)
    keys = {
        same,
        key_of("code", "other", settings),
        key_of("code", "lesson", other),
        key_of("new code", "lesson", settings),
    }
    keys.add(key_of("code", "lesson", settings, "median", [1]))
    assert len(keys) == 5
    assert key_of("code", "lesson", replace(settings, tokens_per_batch=7)) == same, (
        "what changes no result is no part of it"
    )


def test_a_kill_while_a_trial_was_kept_does_not_spoil_the_next_time(files: TrialFiles):
    (files.folder / "a").mkdir(parents=True)
    for name in (ANSWERS, ABOUT, DONE):
        (files.folder / "a" / f"{name}.part").write_bytes(b"{")
    assert files.find("a") is None
    files.keep("a", TRIAL, LOGITS)
    assert files.find("a") is not None
