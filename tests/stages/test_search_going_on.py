"""A search that goes on: after crashes and full disks, beside earlier runs, and by folds dealt otherwise."""

import errno
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.core.events import silent
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work
from finetooth.core.tuning import Seen, Trial
from finetooth.recipe.sections import Training, Tune
from finetooth.stages import judging
from finetooth.stages.judging import ByFolds
from finetooth.stages.searching import is_over, on_all_rows
from finetooth.stages.teaching import lesson_of
from finetooth.stages.tune import tune
from finetooth.stages.warm import best_settings

NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
SPLIT = {
    "num_train_epochs": 1,
    "learning_rate": [5e-3, 2e-3],
    "per_device_train_batch_size": 8,
    "max_length": 32,
    "cross_validation": "none",
}
SETTINGS = ((0, 5e-3, 0.5), (1, 3e-3, 0.9))
FOLDS = {**SPLIT, "cross_validation": "always", "folds": 2}


def search(work: Work, base: Base, splits: Splits, training: dict, **options):
    asked = Tune(**{"min_gain": 0, "final_seeds": 0, "method": "grid", **options})
    return tune(work, asked, Training(**training), "auto", 3, base, splits, NO_WEIGHTS)


@pytest.mark.model
def test_a_full_disk_ends_the_search_and_fails_no_trial(work: Work, base: Base, splits: Splits, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(judging, "tried", full)
        with pytest.raises(OSError, match="No space left"):
            search(work, base, splits, SPLIT)
    assert [trial.score is None for trial in search(work, base, splits, SPLIT).trials] == [False, False]


@pytest.mark.model
def test_a_second_attempt_counts_its_folds_once(work: Work, base: Base, splits: Splits, monkeypatch):
    whole, calls = judging.hold_out, []

    def crashing(*others):
        calls.append(1)
        if len(calls) == 2:
            raise KeyError("a device that is gone")
        return whole(*others)

    monkeypatch.setattr(judging, "hold_out", crashing)
    found = search(work, base, splits, FOLDS, trials=1)
    assert found.trials[0].attempts == 2
    assert [rung.epoch for rung in found.trials[0].rungs] == [1.0, 2.0]


@pytest.mark.model
def test_the_same_rows_dealt_otherwise_are_another_trial(base: Base, splits: Splits, settings: Settings):
    lesson = lesson_of(base, splits, NO_WEIGHTS, replace(settings, folds=2))
    dealt = np.arange(len(lesson.train)) % 2
    assert ByFolds(lesson, dealt).digest != ByFolds(lesson, 1 - dealt).digest
    assert ByFolds(lesson, dealt).digest == ByFolds(lesson, dealt.copy()).digest


def test_finals_heed_tokens_and_count_time_side_by_side():
    trials, begin = [Trial(0, {}, 0.5, 1.0, 8.0, tokens=10), Trial(1, {}, 0.6, 1.0, 8.0, tokens=10)], time.monotonic()
    assert is_over(Tune(time_limit=10), trials, begin, 1)
    assert not is_over(Tune(time_limit=10), trials, begin, 2)
    assert is_over(Tune(max_tokens=20), trials, begin, 1)
    assert not is_over(Tune(max_tokens=21), trials, begin, 1)


def test_who_was_ended_on_the_rows_of_easy_folds_does_not_lead():
    """0.89 on two folds where the default has 0.90 is worth less than the default's 0.80 on all rows."""
    default = Trial(0, {}, 0.80, 1.0, 1.0, rungs=(Seen(1.0, 0.92), Seen(2.0, 0.90), Seen(3.0, 0.80)))
    ended = Trial(1, {}, 0.89, 1.0, 1.0, rungs=(Seen(1.0, 0.93), Seen(2.0, 0.89)), pruned="behind")
    again = replace(ended, number=2, same_as=1, rungs=())
    failed = Trial(3, {}, None, None, 1.0)
    one_split = replace(ended, number=4, rungs=(), seen=(Seen(1.0, 0.89),))
    scores = [trial.score for trial in on_all_rows([default, ended, again, failed, one_split])]
    assert scores == [0.80, pytest.approx(0.79), pytest.approx(0.79), None, 0.89]
    assert on_all_rows([]) == []


def test_trials_of_an_earlier_run_that_cannot_be_read_are_named(tmp_path: Path):
    (tmp_path / "3-tune").mkdir()
    (tmp_path / "3-tune" / "trials.json").write_text("[{")
    with pytest.raises(UserError, match="no trials that can be read"):
        best_settings([str(tmp_path)], ())


@pytest.mark.model
def test_a_grid_is_tried_whole_beside_a_setting_of_an_earlier_run(tmp_path: Path, base: Base, splits: Splits):
    trials = [Trial(number, {"learning_rate": rate}, score, 1.0, 1.0) for number, rate, score in SETTINGS]
    (tmp_path / "before" / "3-tune").mkdir(parents=True)
    (tmp_path / "now").mkdir()
    store.write_json(tmp_path / "before" / "3-tune" / "trials.json", [asdict(trial) for trial in trials])
    ranged = {**SPLIT, "learning_rate": {"low": 2e-3, "high": 8e-3, "log": True}}
    work = Work(tmp_path / "now", "3-tune", silent)
    found = search(work, base, splits, ranged, warm_start=[str(tmp_path / "before")])
    rates = [trial.params["learning_rate"] for trial in found.trials]
    assert rates[1] == 3e-3
    assert sorted(rates) == pytest.approx([2e-3, 3e-3, 4e-3, 8e-3])
