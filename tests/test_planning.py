"""The plan in words: what will really be trained, and how it stands to the memory."""

from dataclasses import replace

import pytest

from finetooth.core.results import Settings, Splits
from finetooth.core.rows import Rows
from finetooth.planned import FIXED_SECONDS, Step, in_all
from finetooth.planning import COSTING, _notes, _search, _steps, _training
from finetooth.recipe.sections import Recipe, Training
from finetooth.stages.foreseeing import Foreseen, Speed
from finetooth.training import defaults
from finetooth.training.means import Means

SPEED = Speed(0.01, 0.002)


@pytest.fixture(scope="module")
def settings() -> Settings:
    plain = defaults.settings(Training(num_train_epochs=7), 22_000_000, 100, 64, "macro_f1", 1)
    return replace(plain, folds=0, contrastive=False)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "up to 7 epochs on 80 rows, stopped early"),
        (
            {"final_model": "refit"},
            "up to 7 epochs on 80 rows, stopped early, then once more with the validation rows",
        ),
        ({"freeze_layers": "all"}, "the head alone, up to 7 epochs on 80 rows, stopped early"),
        ({"freeze_layers": 3}, "all but the lowest 3 layers, up to 7 epochs on 80 rows, stopped early"),
        ({"lora_r": 8}, "LoRA of rank 8, up to 7 epochs on 80 rows, stopped early"),
        ({"folds": 5, "fold_repeats": 2}, "10 folds of 100 rows, each up to 7 epochs, stopped early, then once on all"),
        ({"folds": 5, "final_model": "soup"}, "5 folds of 100 rows, each up to 7 epochs, stopped early"),
    ],
)
def test_the_step_says_what_is_trained(settings: Settings, changes: dict, told: str):
    assert _training(replace(settings, **changes), 80, 20) == told


def test_a_contrastive_run_has_no_epochs(settings: Settings):
    told = _training(replace(settings, contrastive=True, contrastive_steps=40), 80, 20)
    assert "epoch" not in told
    assert "40 steps on pairs of 80 rows (contrastive)" in told
    crossed = _training(replace(settings, contrastive=True, contrastive_steps=40, folds=4), 80, 20)
    assert crossed.startswith("4 folds, each 40 steps on pairs of 75 rows")


def test_a_search_takes_no_longer_than_its_limit_and_the_trial_that_began_within_it(settings: Settings):
    rows = Rows.of([{"text": f"word {number}", "label": "ab"[number % 2]} for number in range(100)])
    splits = Splits(*(Rows(rows.table[begin:end]) for begin, end in ((0, 60), (60, 80), (80, 100), (0, 0))))

    def seconds(**tune: object) -> float:
        training = {"num_train_epochs": 7, "per_device_train_batch_size": 16}
        recipe = Recipe.model_validate({"data": {"train": "a.csv"}, "tune": tune, "training": training})
        return _search(recipe.tune, defaults.space(recipe.training, settings), splits, settings, SPEED)[0][1]

    one, plain = seconds(trials=1), {"final_seeds": 0}
    assert seconds(trials=10, **plain) == pytest.approx(10 * one)
    assert seconds(trials=10, time_limit=2 * one, **plain) == pytest.approx(3 * one)
    assert seconds(trials=2, time_limit=5 * one, **plain) == pytest.approx(2 * one)
    assert seconds(trials=10, n_jobs=3, **plain) == pytest.approx(4 * one), "the default, then three at a time"
    assert seconds(trials=10, final_seeds=2) == pytest.approx(16 * one), "the default and up to two others"
    assert seconds(trials=2, final_seeds=2) == pytest.approx(6 * one)


def test_a_search_usually_takes_less_than_it_may(settings: Settings):
    rows = Rows.of([{"text": f"word {number}", "label": "ab"[number % 2]} for number in range(100)])
    splits = Splits(*(Rows(rows.table[begin:end]) for begin, end in ((0, 60), (60, 80), (80, 100), (0, 0))))
    recipe = Recipe.model_validate({"data": {"train": "a.csv"}, "tune": {"trials": 5, "final_seeds": 0}})
    long = replace(settings, num_train_epochs=20)
    space = defaults.space(recipe.training, long)
    (usually, most), told = _search(recipe.tune, space, splits, long, SPEED)
    assert 0.2 * most < usually < 0.7 * most
    assert told.endswith("each on 60 rows")
    (_, folds), told = _search(recipe.tune, space, splits, replace(long, folds=5), SPEED)
    assert folds > 4 * most
    assert told.endswith("each by 5 folds")


def test_all_steps_and_what_is_fixed_take_longer_on_a_busy_machine():
    steps = [Step("4-train", "", 60.0, 90.0), Step("6-validate", "", 30.0, 30.0)]
    assert in_all(steps, 1.0) == (90 + FIXED_SECONDS, 120 + FIXED_SECONDS)
    assert in_all(steps, 3.0) == (90 + 3 * FIXED_SECONDS, 120 + 3 * FIXED_SECONDS)


def test_the_time_in_which_its_cost_is_measured_is_counted(settings: Settings):
    splits = Splits(*(Rows.of([]) for _ in range(4)))

    def validating(**validate: object) -> float:
        recipe = Recipe.model_validate({"data": {"train": "a.csv"}, "tune": {"method": "none"}, "validate": validate})
        return _steps(recipe, [], splits, settings, SPEED, 0.0)[5].seconds

    assert validating() - validating(cost="none") == COSTING


def test_the_notes_name_the_peak_and_what_is_free(settings: Settings):
    means = Means(4_096, False, 10**9, 10**9, 20 * 10**9)
    notes = _notes(Foreseen(SPEED, 1_500_000_000, means), settings)
    assert notes[0].startswith("10 ms a row to train, 2 ms to predict")
    assert notes[1:] == ("training takes about 1.5 GB of memory at its peak; 20.0 GB are free",)


def test_what_does_not_fit_is_said_with_the_remedy(settings: Settings):
    means = Means(512, False, 10**9, 4 * 10**9, 2 * 10**9)
    assert "micro-batches of 512 tokens" in _notes(Foreseen(SPEED, 1_500_000_000, means), settings)[2]
    hopeless = Means(64, True, 3 * 10**9, 4 * 10**9, 10**9)
    assert "the memory may run out" in _notes(Foreseen(SPEED, 1_500_000_000, hopeless), settings)[2]


def test_nothing_is_said_of_memory_where_nobody_knows(settings: Settings):
    assert len(_notes(Foreseen(SPEED, None, None), settings)) == 1
    means = Means(4_096, False, 10**9, 10**9, None)
    assert _notes(Foreseen(SPEED, 2 * 10**9, means), settings)[1].endswith("at its peak")
