"""Tune: as many trials as asked, the default first, within its time and rows, going on where it stopped."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from finetooth.core.events import Event, silent
from finetooth.core.results import Base, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.sections import Training, Tune
from finetooth.stages import tune as room
from finetooth.stages.judges import Judges
from finetooth.stages.tune import Tuned, default_settings, tune

pytestmark = pytest.mark.model
NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
OPEN = {
    "num_train_epochs": 2,
    "learning_rate": {"low": 2e-3, "high": 2e-2, "log": True},
    "per_device_train_batch_size": 8,
    "cross_validation": "none",
}


def search(work: Work, base: Base, splits: Splits, training: dict | None = None, **options) -> Tuned:
    given = Training(**(OPEN if training is None else training))
    asked = Tune(**{"min_gain": 0, "final_seeds": 0, **options})
    return tune(work, asked, given, "auto", 3, base, splits, NO_WEIGHTS)


def test_trials_and_choice(work: Work, base: Base, splits: Splits):
    found = search(work, base, splits, trials=3)
    assert len(found.trials) == 3
    assert found.trials[0].params["learning_rate"] == pytest.approx((2e-3 * 2e-2) ** 0.5)
    chosen = found.trials[found.selection.chosen]
    assert found.settings.learning_rate == chosen.params["learning_rate"]
    assert found.selection.best == max(found.trials, key=lambda trial: (trial.score, -trial.number)).number
    assert found.selection.rows == len(splits.validation)
    assert all(trial.score_error > 0 and trial.tokens > 0 for trial in found.trials)
    assert found.ended == "all 3 trials were tried"
    assert found.settings.selection_metric == "macro_f1"


def test_finished_trials_are_not_repeated(work: Work, base: Base, splits: Splits):
    first = search(work, base, splits, trials=2)
    more = search(work, base, splits, trials=3)
    assert more.trials[:2] == first.trials  # their seconds too


def test_a_search_that_goes_on_chooses_as_one_that_was_never_stopped(tmp_path, base: Base, splits: Splits):
    folders = tmp_path / "whole" / "3-tune", tmp_path / "parts" / "3-tune"
    for folder in folders:
        folder.mkdir(parents=True)
    calm, parts = (Work(folder, "3-tune", silent) for folder in folders)
    whole = search(calm, base, splits, trials=3)
    search(parts, base, splits, trials=1)
    assert search(parts, base, splits, trials=3).selection == whole.selection


def test_none_keeps_the_default(work: Work, base: Base, splits: Splits):
    found = search(work, base, splits, method="none")
    assert (found.trials, found.space) == ((), ())
    assert found.settings.learning_rate == pytest.approx((2e-3 * 2e-2) ** 0.5)


def test_nothing_open_is_nothing_to_tune(work: Work, base: Base, splits: Splits):
    fixed = {"num_train_epochs": 1, "learning_rate": 1e-3, "per_device_train_batch_size": 8}
    assert search(work, base, splits, fixed).trials == ()


def test_a_time_limit_ends_the_search_and_says_so(work: Work, base: Base, splits: Splits):
    events: list[Event] = []
    found = search(replace(work, listener=events.append), base, splits, trials=50, time_limit="0.01s")
    assert len(found.trials) == 1
    assert any("time limit" in event.message for event in events)


def test_a_time_limit_counts_what_was_spent_before_a_kill(work: Work, base: Base, splits: Splits):
    search(work, base, splits, trials=2)
    assert len(search(work, base, splits, trials=10, time_limit="0.01s").trials) == 2


def test_a_setting_that_comes_again_is_not_fitted_twice(work: Work, base: Base, splits: Splits):
    lists = {**OPEN, "learning_rate": [5e-3, 2e-3], "num_train_epochs": 1}
    found = search(work, base, splits, lists, method="quasi_random", trials=5)
    assert [trial.number for trial in found.trials] == [0, 1, 2, 3, 4]
    fitted = [trial for trial in found.trials if trial.seconds]
    assert len(fitted) == len({trial.params["learning_rate"] for trial in found.trials}) == 2
    assert [trial.same_as for trial in found.trials].count(None) == 2
    assert {trial.score for trial in found.trials} == {trial.score for trial in fitted}
    assert found.selection.best in {trial.number for trial in fitted}
    assert [trial for trial in found.trials if trial.seen] == fitted, "a pruner compares with each setting once"


def test_trials_that_cannot_be_measured_failed_and_the_default_stays(work: Work, base: Base, splits: Splits):
    one = Rows(splits.validation.table.filter(splits.validation.labels == splits.validation.labels[0]))
    training = Training(**{**OPEN, "num_train_epochs": 1})
    judged = replace(splits, validation=one)
    found = tune(work, Tune(trials=2, method="tpe"), training, "roc_auc", 3, base, judged, NO_WEIGHTS)
    assert [trial.score for trial in found.trials] == [None, None]
    assert found.trials[0].error == "roc_auc of the validation rows is no number"
    assert found.selection is None
    assert found.settings.learning_rate == found.trials[0].params["learning_rate"]


def test_trials_use_no_more_rows_than_asked(base: Base, splits: Splits):
    few = Tune(max_train_rows=24, max_validation_rows=10)
    given = Training(**OPEN)
    one = default_settings(given, "auto", 3, base, splits)
    lesson = Judges(few, one, base, splits, NO_WEIGHTS)(one).lesson
    assert (len(lesson.train), len(lesson.validation)) == (pytest.approx(24, abs=1), pytest.approx(10, abs=1))
    folds = default_settings(Training(**{**OPEN, "cross_validation": "always"}), "auto", 3, base, splits)
    lesson = Judges(few, folds, base, splits, NO_WEIGHTS)(folds).lesson
    assert (len(lesson.train), len(lesson.validation)) == (pytest.approx(34, abs=1), 0)


def test_a_diverged_trial_is_kept_as_failed_and_never_chosen(work: Work, base: Base, splits: Splits):
    wild = {**OPEN, "learning_rate": [5e-3, 1.0], "warmup_ratio": 0.0}
    found = search(work, base, splits, wild, trials=4)
    assert {trial.score is None for trial in found.trials if trial.params["learning_rate"] == 1.0} == {True}
    assert found.settings.learning_rate == 5e-3


@pytest.mark.parametrize("pruner", ["median", "successive_halving"])
def test_a_bad_trial_is_pruned_and_never_chosen(work: Work, tmp_path, base: Base, splits: Splits, pruner: str):
    lists = {**OPEN, "learning_rate": [8e-3, 6e-3, 7e-3, 1e-7, 5e-3], "num_train_epochs": 6}
    events: list[Event] = []
    work = replace(work, listener=events.append)
    found = search(work, base, splits, lists, method="grid", pruner=pruner)
    ended = [trial for trial in found.trials if trial.pruned]
    assert found.trials[-1].params["learning_rate"] == 1e-7, "there are four to compare it with"
    assert found.trials[-1] in ended
    assert len(found.trials[-1].seen) < 6
    assert found.settings.learning_rate != 1e-7
    assert any("was ended" in event.message for event in events)
    fresh = tmp_path / "fresh" / "3-tune"
    fresh.mkdir(parents=True)
    whole = search(Work(fresh, "3-tune", silent), base, splits, lists, method="grid", pruner="none")
    assert not any(trial.pruned for trial in whole.trials)


def test_a_grid_tries_every_combination(work: Work, base: Base, splits: Splits):
    lists = {**OPEN, "learning_rate": [5e-3, 2e-3], "num_train_epochs": [1, 2], "per_device_train_batch_size": 8}
    found = search(work, base, splits, lists, method="grid", trials=None)
    tried = {(trial.params["learning_rate"], trial.params["num_train_epochs"]) for trial in found.trials}
    assert tried == {(5e-3, 1), (5e-3, 2), (2e-3, 1), (2e-3, 2)}
    assert len(found.trials) == 4


def test_selection_metric_reaches_the_settings(work: Work, base: Base, splits: Splits):
    found = tune(work, Tune(method="none"), Training(**OPEN), "accuracy", 3, base, splits, NO_WEIGHTS)
    assert replace(found.settings).selection_metric == "accuracy"


def test_inputs_are_no_longer_than_the_models_positions(base: Base, splits: Splits, tmp_path):
    copy = shutil.copytree(base.location, tmp_path / "copy")
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "max_position_embeddings": 48}))
    other = replace(base, location=str(copy))
    assert room.default_settings(Training(), "auto", 3, base, splits).max_length == 64
    assert room.default_settings(Training(max_length=60), "auto", 3, other, splits).max_length == 48


def test_a_sentence_model_is_pooled_as_it_was_trained(base: Base, splits: Splits, tmp_path):
    copy = Path(shutil.copytree(base.location, tmp_path / "copy"))
    (copy / "1_Pooling").mkdir()
    for config, expected in (({"pooling_mode_mean_tokens": True}, "mean"), ({"pooling_mode_cls_token": True}, "cls")):
        (copy / "1_Pooling/config.json").write_text(json.dumps(config))
        chosen = default_settings(Training(), "auto", 1, replace(base, location=str(copy)), splits)
        assert chosen.pooling == expected
    assert default_settings(Training(), "auto", 1, base, splits).pooling == "own"


def test_a_contrast_of_few_rows_is_not_searched_for(work: Work, base: Base, splits: Splits):
    found = search(work, base, splits, {"pooling": "mean", "contrastive": "always"}, trials=3)
    assert (found.trials, found.settings.contrastive) == ((), True)
