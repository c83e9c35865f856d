import numpy as np
import polars as pl
import pytest

from finetooth.core.tuning import Selection
from finetooth.metrics import metric_named
from finetooth.metrics.predictions import Predictions
from finetooth.slicing.score_gap import Choice, score_gap

F1, LOSS = metric_named("macro_f1"), metric_named("log_loss")


def drawn(rows: int, right: float, seed: int, repeats: int = 1) -> Predictions:
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, 2, rows)
    said = np.where(draw.random(rows) < right, truth, 1 - truth)
    chances = np.where(said[:, None] == [0, 1], 0.8, 0.2)
    return Predictions(*(np.concatenate([part] * repeats) for part in (np.arange(rows), truth, chances)), ("a", "b"))


def test_a_test_that_is_worse_stands_out_and_one_that_is_as_good_does_not():
    found = score_gap((drawn(500, 0.85, 0), drawn(600, 0.6, 1)), F1)
    assert found.beyond_noise
    assert found.gap == pytest.approx(found.held_out - found.test)
    assert 0.1 < found.low < found.gap < found.high < 0.4
    assert (found.rows, found.test_rows) == (500, 600)
    assert not score_gap((drawn(500, 0.8, 0), drawn(600, 0.8, 1)), F1).beyond_noise
    assert not score_gap((drawn(500, 0.6, 0), drawn(600, 0.85, 1)), F1).beyond_noise


def test_where_less_is_better_the_gap_is_turned():
    found = score_gap((drawn(500, 0.85, 0), drawn(600, 0.6, 1)), LOSS)
    assert found.gap == pytest.approx(found.test - found.held_out)
    assert found.low < found.gap < found.high
    assert found.beyond_noise


def test_both_intervals_are_joined():
    found = score_gap((drawn(500, 0.8, 0), drawn(600, 0.8, 1)), F1)
    below = np.hypot(found.held_out - found.held_out_ends[0], found.test_ends[1] - found.test)
    assert found.gap - found.low == pytest.approx(below)


def test_answers_of_several_repeats_are_no_more_rows():
    once, thrice = (score_gap((drawn(400, 0.8, 0, times), drawn(600, 0.8, 1)), F1) for times in (1, 3))
    assert thrice.rows == 400
    assert thrice.held_out == pytest.approx(once.held_out)
    assert np.ptp(thrice.held_out_ends) == pytest.approx(np.ptp(once.held_out_ends), rel=0.1)


def test_groups_widen_the_interval():
    both = drawn(400, 0.8, 0), drawn(600, 0.8, 1)
    groups = tuple(pl.Series([str(n // 20) for n in range(len(one))]) for one in both)
    alone, grouped = score_gap(both, F1), score_gap(both, F1, groups)
    assert grouped.high - grouped.low != alone.high - alone.low


def test_what_selection_adds_is_allowed_for():
    assert Choice().allowance(0.02) == 0
    assert Choice(1).allowance(0.02) == 0
    assert 0 < Choice(4).allowance(0.02) < Choice(16).allowance(0.02) < 0.02
    luck = Selection(1, 1, 0.02, 0.01, 0.0, 0.04, 0.015, 400)
    assert Choice(1, luck).allowance(0.02) == pytest.approx(0.015)
    both = drawn(500, 0.80, 2), drawn(600, 0.73, 1)
    plain = score_gap(both, F1)
    assert plain.beyond_noise
    assert not score_gap(both, F1, choice=Choice(8, Selection(1, 1, 0, 0, 0, 0, plain.low, 400))).beyond_noise


def test_few_rows_tell_nothing():
    assert score_gap((drawn(29, 0.8, 0), drawn(600, 0.8, 1)), F1) is None
    assert score_gap((drawn(29, 0.8, 0, 3), drawn(600, 0.8, 1)), F1) is None
