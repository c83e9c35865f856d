"""Beside: every simple model on the test rows, with its price, and the gain over it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions
from finetooth.stages import beside
from finetooth.stages.beside import CENTROID, FROZEN, GUESS, MAJORITY, WORDS, Ground, simple_models_beside
from finetooth.stages.pricing import Pace

pytestmark = pytest.mark.model
LABELS = ("bad", "good")
PACE = Pace(60, 900, 0.6, 40.0, 20_000, 140)


def ground(splits: Splits, settings: Settings, base: Base) -> Ground:
    return Ground(splits, LABELS, settings, base, PACE)


def answers(splits: Splits, wrong: int) -> Predictions:
    """Return answers to the test rows of which so many are wrong."""
    truth = (splits.test.labels == "good").fill_null(False).to_numpy()
    told = np.where(np.arange(len(truth)) < wrong, ~truth, truth)
    return Predictions.of(splits.test.ids, splits.test.labels, np.stack([~told, told], axis=1) * 0.8 + 0.1, LABELS)


@pytest.fixture(scope="module")
def found(splits, settings, base):
    return simple_models_beside(ground(splits, settings, base), answers(splits, 3), 200, None)


def test_every_simple_model_is_scored_on_the_test_rows(found, splits):
    assert set(found.scores) == {MAJORITY, GUESS, WORDS, FROZEN, CENTROID}
    assert [rival.name for rival in found.beside.rivals][:2] == [MAJORITY, GUESS]
    assert found.beside.left_out == {}
    assert found.predictions.group_by("baseline").len()["len"].unique().to_list() == [len(splits.test)]
    values = {rival.name: rival.score.value for rival in found.beside.rivals if rival.score}
    assert values[FROZEN] > 0.7
    assert values[WORDS] > 0.8
    assert values[CENTROID] > 0.6
    assert values[MAJORITY] < values[GUESS] < 0.65
    assert {rival.score.n for rival in found.beside.rivals if rival.score} == {len(splits.test)}


def test_a_guess_is_told_by_what_it_can_be_expected_to_score(found):
    accuracy = next(one for one in found.scores[GUESS] if one.metric == "accuracy")
    assert accuracy.value == pytest.approx(0.5, abs=0.05)  # one draw of 60 rows may lie twice as far off
    rival = next(one for one in found.beside.rivals if one.name == GUESS)
    own = next(one for one in found.beside.rivals if one.name == MAJORITY)
    assert rival.gain == pytest.approx(own.gain + own.score.value - rival.score.value, abs=1e-9)


def test_each_price_is_told_and_the_models_own(found, splits):
    prices = {rival.name: rival.price for rival in found.beside.rivals}
    assert prices[MAJORITY].seconds == prices[MAJORITY].tokens == 0
    assert prices[WORDS].seconds > 0
    assert prices[WORDS].tokens == 0
    assert prices[CENTROID].tokens == prices[FROZEN].tokens > 10 * len(splits.train) / 2
    assert prices[FROZEN].seconds > prices[CENTROID].seconds  # the regression on top
    assert prices[CENTROID].seconds == pytest.approx(prices[CENTROID].tokens * 0.6 / 900)  # known vectors cost too
    assert (found.beside.price.seconds, found.beside.price.tokens) == (40.0, 20_000)
    assert found.beside.price.seconds_per_1000 == pytest.approx(10.0)


def test_the_best_is_the_one_over_which_the_gain_is_least(found):
    best = found.beside.best
    assert best is not None
    assert best.gain == min(rival.gain for rival in found.beside.rivals)
    assert best.low <= best.gain <= best.high


def test_with_more_rows_than_the_budget_a_sample_teaches_and_it_is_told(splits, settings, base, monkeypatch):
    monkeypatch.setattr(beside, "MOST_ROWS", 60)
    monkeypatch.setattr(beside, "BUDGET", 0.0008)
    found = simple_models_beside(ground(splits, settings, base), answers(splits, 3), 200, None)
    prices = {rival.name: rival.price for rival in found.beside.rivals}
    assert prices[WORDS].rows == pytest.approx(60, abs=1)
    assert prices[FROZEN].rows < len(splits.train)
    assert prices[WORDS].sampled
    assert prices[FROZEN].sampled
    assert not prices[MAJORITY].sampled
    assert prices[FROZEN].rows_of == len(splits.train)


def test_a_base_that_is_no_encoder_is_left_out_with_its_reason(splits, settings, base):
    found = simple_models_beside(
        ground(splits, settings, replace(base, location="/nowhere")), answers(splits, 3), 200, None
    )
    assert set(found.beside.left_out) == {CENTROID, FROZEN}
    assert all(found.beside.left_out.values())
    assert set(found.scores) == {MAJORITY, GUESS, WORDS}


def test_rows_without_a_label_and_groups_are_borne(splits, settings, base):
    table = splits.test.table.with_columns(
        group=pl.when(pl.int_range(pl.len()) % 3 > 0).then(pl.format("customer {}", pl.int_range(pl.len()) // 6)),
        label=pl.when(pl.int_range(pl.len()) > 4).then("label"),
    )
    part = replace(splits, test=Rows(table))
    told = answers(part, 3)
    found = simple_models_beside(ground(part, settings, base), told, 200, table["group"])
    assert {rival.score.n for rival in found.beside.rivals if rival.score} == {len(part.test) - 5}
    assert all(rival.gain is not None for rival in found.beside.rivals)
