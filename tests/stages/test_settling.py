"""Settling without a model: costs are scored for the model and for the simpler models, groups stay together."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finetooth.core.results import Settings, Splits
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions
from finetooth.recipe.sections import Evaluate
from finetooth.stages.settling import groups_by_id, settled, with_costs

LABELS = ("ham", "spam")
SETTINGS = Settings(1e-4, 5, 16, 0.01, 0.1, 0.0, 1.0, 128, 3, 0.0, "roc_auc", 42)
COSTS = Evaluate(resamples=200, costs={"missed": {"spam": 20}}, abstain_below=0.6)


def made(role: str, rows: int, group: bool = False) -> tuple[Rows, np.ndarray]:
    """Make rows, and the probability of spam that is told of each: as often true as it says."""
    random = np.random.default_rng(rows)
    chance = random.random(rows)
    truth = np.where(random.random(rows) < chance, "spam", "ham")
    records = [
        {"role": role, "text": f"{role} {n}", "label": label, "group": f"g{n // 2}" if group else None}
        for n, label in enumerate(truth.tolist())
    ]
    return Rows.of(records), np.column_stack([1 - chance, chance])


@pytest.fixture(scope="module")
def splits() -> tuple[Splits, Predictions, Predictions]:
    train, taught = made("train", 200)
    test, told = made("test", 300)
    empty = Rows.of([])
    held = Predictions.of(train.ids, train.labels, taught, LABELS)
    return Splits(train, empty, test, empty), held, Predictions.of(test.ids, test.labels, told, LABELS)


def test_the_expected_cost_is_scored_by_the_cheapest_answers(splits):
    parts, held, raw = splits
    found = settled(raw, held.to_frame(), COSTS, SETTINGS, parts, None)
    scores = {score.metric: score for score in found.scores if score.label is None}
    assert {"expected_cost", "coverage", "answered_precision"} <= scores.keys()
    wrong = found.predictions.predicted != raw.truth
    mine = np.where(wrong, np.where(raw.truth == 1, 20.0, 1.0), 0.0).mean()
    assert scores["expected_cost"].value == pytest.approx(mine)
    plain = settled(raw, held.to_frame(), COSTS.model_copy(update={"thresholds": "none"}), SETTINGS, parts, None)
    dearer = next(score.value for score in plain.scores if score.metric == "expected_cost")
    assert dearer > 1.5 * mine
    assert [score.metric for score in found.effect.before] == ["log_loss", "brier", "ece"]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, ("temperature", "vector", "isotonic")),
        ({"final_model": "refit"}, ("temperature",)),
        ({"final_model": "refit", "folds": 5}, ("temperature", "vector", "isotonic")),  # fits of five leanings
    ],
)
def test_to_which_class_a_fit_leans_is_not_mended_in_another_fit(splits, changes, kinds):
    parts, held, raw = splits
    settings = replace(SETTINGS, **changes)
    found = settled(raw, held.to_frame(), Evaluate(resamples=200, thresholds="none"), settings, parts, None)
    assert tuple(one.name for one in found.answering.tried) == kinds


def test_simpler_models_answer_as_cheaply_as_they_can(splits):
    parts, _, raw = splits
    guess = raw.to_frame().with_columns(p_0=0.6, p_1=0.4).select(pl.lit("majority").alias("baseline"), "id", "^p_.*$")
    found = with_costs({"majority": ()}, guess, parts.test, COSTS, SETTINGS, LABELS, None)
    (score,) = found["majority"]
    assert score.metric == "expected_cost"
    assert score.value == pytest.approx((raw.truth == 0).mean())  # all are answered spam: 0.4 is above 1 in 21
    assert with_costs({"majority": ()}, guess, parts.test, Evaluate(), SETTINGS, LABELS, None) == {"majority": ()}


def test_groups_of_the_rows_that_may_be_held_out():
    empty = Rows.of([])
    assert groups_by_id(Splits(made("train", 4)[0], empty, empty, empty)) is None
    found = groups_by_id(Splits(made("train", 4, group=True)[0], empty, empty, empty))
    assert found["group"].to_list() == ["g0", "g0", "g1", "g1"]
