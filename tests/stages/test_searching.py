"""The search: its budgets, what it takes over from before, trials that crash, and folds that judge."""

import json
import os
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from finetooth.core.errors import UserError
from finetooth.core.events import Event, silent
from finetooth.core.results import Base, Splits
from finetooth.core.run import Work
from finetooth.recipe.sections import Training, Tune
from finetooth.stages import judging
from finetooth.stages.side_by_side import OneByOne, SideBySide, bench_of
from finetooth.stages.train import train
from finetooth.stages.trial_files import TRIALS
from finetooth.stages.tune import Tuned, default_settings, space_of, tune
from finetooth.stages.warm import must_be_runs

pytestmark = pytest.mark.model
NO_WEIGHTS = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
SPLIT = {
    "num_train_epochs": 2,
    "learning_rate": {"low": 2e-3, "high": 2e-2, "log": True},
    "per_device_train_batch_size": 8,
    "max_length": 32,
    "cross_validation": "none",
}
FOLDS = {**SPLIT, "cross_validation": "always", "folds": 2}


def search(work: Work, base: Base, splits: Splits, training: dict | None = None, **options) -> Tuned:
    asked = Tune(**{"min_gain": 0, "final_seeds": 0, **options})
    return tune(work, asked, Training(**(training or SPLIT)), "auto", 3, base, splits, NO_WEIGHTS)


def told(work: Work) -> tuple[Work, list[str]]:
    """Return the same place with what is noted there."""
    notes: list[str] = []
    return replace(work, listener=lambda event: notes.append(event.message) if event.kind == "note" else None), notes


def place(folder: Path) -> Work:
    folder.mkdir(parents=True, exist_ok=True)
    return Work(folder, "3-tune", silent)


def test_a_budget_in_tokens_ends_the_search(work: Work, base: Base, splits: Splits):
    found = search(work, base, splits, trials=10, max_tokens=1)
    assert len(found.trials) == 1
    assert found.ended.endswith("of 1 tokens are spent")


def test_a_search_that_promises_too_little_ends(work: Work, base: Base, splits: Splits):
    """No two learning rates that change nothing differ in what they score."""
    still = {**SPLIT, "learning_rate": {"low": 1e-12, "high": 1e-11, "log": True}}
    found = search(work, base, splits, still, trials=8, min_gain=0.005)
    assert len(found.trials) == 3
    assert "5 more trials can be expected to add 0.0000 to the validation score" in found.ended
    assert len(search(work, base, splits, still, trials=5, min_gain=0).trials) == 5


def test_a_grid_is_never_cut_short(work: Work, base: Base, splits: Splits):
    still = {**SPLIT, "learning_rate": [1e-12, 2e-12, 3e-12, 4e-12]}
    assert len(search(work, base, splits, still, method="grid", min_gain=0.5).trials) == 4


def test_more_trials_go_on_from_those_there_are(work: Work, base: Base, splits: Splits, monkeypatch):
    search(work, base, splits, trials=2)
    fitted: list[float] = []
    whole = judging.tried

    def counted(lesson, settings, *others):
        fitted.append(settings.learning_rate)
        return whole(lesson, settings, *others)

    monkeypatch.setattr(judging, "tried", counted)
    assert len(search(work, base, splits, trials=3, pruner="none").trials) == 3
    assert len(fitted) == 1


def test_an_earlier_run_on_the_same_rows_is_taken_over(tmp_path: Path, base: Base, splits: Splits, monkeypatch):
    before = search(place(tmp_path / "before" / "3-tune"), base, splits, trials=2)
    monkeypatch.setattr(judging, "tried", lambda *_: pytest.fail("nothing is left to be fitted"))
    again = search(place(tmp_path / "now" / "3-tune"), base, splits, trials=2, warm_start=[str(tmp_path / "before")])
    assert [trial.score for trial in again.trials] == [trial.score for trial in before.trials]


def test_the_best_setting_of_another_run_is_tried_first(tmp_path: Path, base: Base, splits: Splits):
    other = tmp_path / "yesterday" / "3-tune"
    other.mkdir(parents=True)
    trials = [
        {"number": 0, "params": {"learning_rate": 5e-3}, "score": 0.5},
        {"number": 1, "params": {"learning_rate": 1.9e-2}, "score": 0.7},
        {"number": 2, "params": {"learning_rate": 1e-2}, "score": 0.9, "pruned": "behind"},
    ]
    (other / "trials.json").write_text(json.dumps([{**trial, "best_epoch": 1.0, "seconds": 1.0} for trial in trials]))
    found = search(place(tmp_path / "now" / "3-tune"), base, splits, trials=3, warm_start=[str(other.parent)])
    assert found.trials[1].params["learning_rate"] == 1.9e-2
    assert [trial.suggested_by for trial in found.trials] == ["", "yesterday", ""]


def test_a_folder_that_is_no_run_is_named(tmp_path: Path):
    with pytest.raises(UserError) as error:
        must_be_runs([str(tmp_path)])
    assert "tune.warm_start" in str(error.value)
    (tmp_path / TRIALS).mkdir()
    must_be_runs([str(tmp_path)])


def test_a_trial_that_crashes_is_tried_once_more_and_told(work: Work, base: Base, splits: Splits, monkeypatch):
    attempts: list[float] = []
    whole = judging.tried

    def crashing(lesson, settings, *others):
        attempts.append(settings.learning_rate)
        if len(attempts) in (2, 3):
            raise KeyError("a device that is gone")
        return whole(lesson, settings, *others)

    monkeypatch.setattr(judging, "tried", crashing)
    here, notes = told(work)
    found = search(here, base, splits, trials=3)
    assert [trial.score is None for trial in found.trials] == [False, True, False]
    assert (found.trials[1].attempts, found.trials[1].error) == (2, "'a device that is gone'")
    assert any("trial 1 failed" in note for note in notes)


def test_a_trial_that_crashes_once_counts(work: Work, base: Base, splits: Splits, monkeypatch):
    attempts: list[int] = []
    whole = judging.tried

    def crashing(lesson, settings, *others):
        attempts.append(1)
        if len(attempts) == 2:
            raise OSError("a disk that was away")
        return whole(lesson, settings, *others)

    monkeypatch.setattr(judging, "tried", crashing)
    found = search(work, base, splits, trials=2)
    assert found.trials[1].score is not None
    assert [trial.attempts for trial in found.trials] == [1, 2]


def test_what_the_user_did_wrong_ends_the_search_at_the_first_trial(
    work: Work, base: Base, splits: Splits, monkeypatch
):
    def wrong(*_):
        raise UserError("the model cannot be loaded", "base_model", "name another")

    monkeypatch.setattr(judging, "tried", wrong)
    with pytest.raises(UserError, match="cannot be loaded"):
        search(work, base, splits, trials=2)


def test_who_beats_the_default_is_fitted_again_with_other_seeds(work: Work, base: Base, splits: Splits):
    lists = {**SPLIT, "learning_rate": [1e-9, 5e-3], "num_train_epochs": 5}
    found = search(work, base, splits, lists, method="grid", final_seeds=2)
    assert sorted((one.trial, one.seed) for one in found.repeats) == [(0, 1012), (0, 2021), (1, 1012), (1, 2021)]
    assert (found.selection.chosen, found.selection.seeds) == (1, 2)
    leads = [
        next(one.score for one in found.repeats if (one.trial, one.seed) == (1, seed))
        - next(one.score for one in found.repeats if (one.trial, one.seed) == (0, seed))
        for seed in (1012, 2021)
    ]
    assert found.selection.gain == pytest.approx(sum(leads) / 2)
    assert found.selection.seed_spread > 0
    assert search(work, base, splits, lists, method="grid", final_seeds=0).repeats == ()


def test_a_spent_budget_leaves_one_further_seed(work: Work, base: Base, splits: Splits):
    lists = {**SPLIT, "learning_rate": [1e-9, 5e-3], "num_train_epochs": 5}
    search(work, base, splits, lists, method="grid", final_seeds=0)
    found = search(work, base, splits, lists, method="grid", final_seeds=2, time_limit="0.01s")
    assert {one.seed for one in found.repeats} == {1012}
    assert found.selection.seeds == 1


def test_no_finals_where_the_default_leads(work: Work, base: Base, splits: Splits):
    found = search(work, base, splits, {**SPLIT, "learning_rate": [5e-3, 1e-9]}, method="grid", final_seeds=2)
    assert (found.selection.chosen, found.repeats) == (0, ())


def test_folds_judge_where_they_judge_the_training(work: Work, base: Base, splits: Splits):
    found = search(work, base, splits, FOLDS, trials=2)
    assert found.selection.rows == len(splits.train) + len(splits.validation)
    assert [len(trial.fold_scores) for trial in found.trials] == [2, 2]
    assert [rung.epoch for rung in found.trials[0].rungs] == [1.0, 2.0]


def test_a_trial_is_ended_after_folds_in_which_it_is_behind(work: Work, base: Base, splits: Splits):
    lists = {**FOLDS, "folds": 4, "learning_rate": [5e-3, 1e-9], "num_train_epochs": 3}
    found = search(work, base, splits, lists, method="grid")
    assert "2 folds is behind the default" in found.trials[1].pruned
    assert [len(trial.rungs) for trial in found.trials] == [4, 2]
    assert found.settings.learning_rate == 5e-3


def test_the_training_takes_over_the_folds_of_the_chosen_trial(tmp_path: Path, base: Base, splits: Splits):
    cold, warm = place(tmp_path / "cold" / "4-train"), place(tmp_path / "warm" / "4-train")
    found = search(place(tmp_path / "warm" / "3-tune"), base, splits, FOLDS, trials=1)
    here, notes = told(warm)
    one, other = (train(work, found.settings, base, splits, (), NO_WEIGHTS) for work in (here, cold))
    assert "2 folds of the search are taken over" in notes
    assert one.crossed.score == other.crossed.score == found.trials[0].score
    assert [fold.taken_over for run in (one, other) for fold in run.crossed.folds] == [True, True, False, False]
    assert one.curve.refitted_tokens == other.curve.refitted_tokens > 0
    assert (one.model / "model.safetensors").read_bytes() == (other.model / "model.safetensors").read_bytes()


def test_trials_side_by_side_score_as_one_by_one(tmp_path: Path, base: Base, splits: Splits):
    alone = search(place(tmp_path / "a" / "3-tune"), base, splits, trials=3, method="quasi_random")
    events: list[Event] = []
    work = replace(place(tmp_path / "b" / "3-tune"), listener=events.append)
    beside = search(work, base, splits, trials=3, method="quasi_random", n_jobs=2)
    assert [trial.params for trial in beside.trials] == [trial.params for trial in alone.trials]
    assert [trial.score for trial in beside.trials] == pytest.approx([trial.score for trial in alone.trials], abs=0.02)
    assert any("trial 3 of 3" in event.message for event in events if event.kind == "progress")


def test_a_process_that_dies_fails_its_trial_alone(tmp_path: Path, base: Base, splits: Splits, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(_sabotage(tmp_path)) + os.pathsep + os.environ.get("PYTHONPATH", ""))
    here, notes = told(place(tmp_path / "run" / "3-tune"))
    found = search(here, base, splits, trials=2, n_jobs=2)
    assert [trial.score is None for trial in found.trials] == [False, True]
    assert found.trials[1].attempts == 2
    assert sum("its process ended with -9" in note for note in notes) == 2


def _sabotage(folder: Path) -> Path:
    """Return a folder that makes every process which does a trial kill itself as it starts."""
    (folder / "sitecustomize.py").write_text(
        "import os, sys\nif sys.orig_argv[-1:] == ['finetooth.stages.side_by_side']:\n    os.kill(os.getpid(), 9)\n"
    )
    return folder


def test_how_many_run_side_by_side(base: Base):
    assert isinstance(bench_of(Tune(), base, cores=4, gpus=0), OneByOne)
    many = bench_of(Tune(), base, cores=16, gpus=0)
    assert isinstance(many, SideBySide)
    assert (many.jobs, many.threads) == (4, 4)
    assert bench_of(Tune(), base, cores=16, gpus=3).jobs == 3
    assert bench_of(Tune(n_jobs=5), base, cores=2, gpus=0).jobs == 5
    assert bench_of(Tune(n_jobs=1), base, cores=64, gpus=0).jobs == 1


def test_a_trial_may_read_texts_in_another_length(work: Work, base: Base, splits: Splits):
    lists = {**SPLIT, "learning_rate": 5e-3, "max_length": [32, 4], "truncation": ["head", "tail"]}
    found = search(work, base, splits, lists, method="grid")
    assert {(one.params["max_length"], one.params["truncation"]) for one in found.trials} == {
        (32, "head"), (4, "head"), (32, "tail"), (4, "tail"),
    }  # fmt: skip
    tokens = {one.params["max_length"]: one.tokens for one in found.trials}
    assert tokens[4] < 0.7 * tokens[32]
    assert found.settings.max_length == found.trials[found.selection.chosen].params["max_length"]


def test_a_range_test_says_where_to_search_and_is_kept(work: Work, base: Base, splits: Splits):
    here, notes = told(work)
    plain = {key: value for key, value in SPLIT.items() if key != "learning_rate"}
    found = search(here, base, splits, plain, trials=1, learning_rate_range_test=True)
    assert found.range_test is not None
    assert any("learning-rate range test" in note for note in notes)
    assert search(work, base, splits, plain, trials=1).range_test is None


def test_many_trials_open_more_options(work: Work, base: Base, splits: Splits):
    plain = {key: value for key, value in SPLIT.items() if key != "learning_rate"}
    default = default_settings(Training(**plain), "auto", 3, base, splits)
    few, many = (space_of(Tune(trials=count), Training(**plain), default, base) for count in (6, 16))
    assert {part.name for part in few} == {"learning_rate"}
    assert {part.name for part in many} > {"learning_rate", "weight_decay", "warmup_ratio", "hidden_dropout_prob"}
    named = space_of(Tune(search_space=["weight_decay"]), Training(**plain), default, base)
    assert [part.name for part in named] == ["weight_decay"]
    assert space_of(Tune(method="none"), Training(**plain), default, base) == ()


def test_trials_are_copied_to_a_storage(work: Work, base: Base, splits: Splits, tmp_path: Path):
    import optuna

    url = f"sqlite:///{tmp_path / 'trials.db'}"
    for trials in (2, 3):  # the second time one is new
        found = search(
            work,
            base,
            splits,
            {**SPLIT, "learning_rate": [5e-3, 1.0, 2e-3]},
            trials=trials,
            storage=url,
            method="random",
        )
    (study,) = optuna.get_all_study_summaries(url)
    copied = optuna.load_study(study_name=study.study_name, storage=url).trials
    assert [trial.params["learning_rate"] for trial in copied] == [one.params["learning_rate"] for one in found.trials]
    assert [trial.value for trial in copied] == [one.score for one in found.trials]
    assert copied[0].intermediate_values
    with pytest.raises(UserError, match="trials cannot be copied to") as error:
        search(work, base, splits, trials=1, storage="nothing://secret:word@host/db")
    assert "secret" not in str(error.value)
    assert "secret:word" not in error.value.what
