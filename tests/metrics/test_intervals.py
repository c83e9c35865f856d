"""Intervals cover what they should, are repeatable, and are never blindly sure."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.errors import NotApplicable
from finetooth.metrics import resampling
from finetooth.metrics.intervals import draws, group_index, interval, paired_drop, wilson
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.metrics.score import score


def answers(right: np.ndarray, truth: np.ndarray | None = None) -> Predictions:
    """Make predictions of two labels that are right where ``right`` holds."""
    truth = np.arange(len(right)) % 2 if truth is None else truth
    return Predictions(np.arange(len(right)), truth, np.eye(2)[np.where(right, truth, 1 - truth)], ("no", "yes"))


def test_wilson_equals_published_values():
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(0.0, 0) == (0.0, 1.0)


def test_draws_keep_the_number_of_rows_and_do_not_depend_on_the_chunk(monkeypatch: pytest.MonkeyPatch):
    whole = np.concatenate(list(draws(23, 50, seed=4)))
    assert whole.shape == (50, 23)
    assert (whole.sum(axis=1) == 23).all()
    monkeypatch.setattr(resampling, "CELLS", 23 * 7)
    chunks = list(draws(23, 50, seed=4))
    assert [len(chunk) for chunk in chunks] == [7] * 7 + [1]
    assert (np.concatenate(chunks) == whole).all()
    assert (np.concatenate(list(draws(23, 50, seed=5))) != whole).any()


def test_draws_are_uniform():
    times = np.concatenate(list(draws(10, 4000, seed=0)))
    assert times.mean(axis=0) == pytest.approx(np.ones(10), abs=0.06)
    assert times.var() == pytest.approx(0.9, abs=0.03)  # multinomial: 1 - 1/n


def test_whole_groups_are_drawn():
    groups = group_index(["x", "x", None, "y", None, "y"])
    times = np.concatenate(list(draws(6, 200, seed=0, groups=groups)))
    assert (times[:, 0] == times[:, 1]).all()
    assert (times[:, 3] == times[:, 5]).all()
    assert (times[:, 2] != times[:, 4]).any()


def test_rows_without_a_group_are_groups_of_their_own():
    index = group_index(pl.Series(["b", None, "a", "b", None, "0"]))
    assert sorted(set(index.tolist())) == [0, 1, 2, 3, 4]
    assert index[0] == index[3]
    assert index[1] != index[4]


def test_where_all_resamples_agree_wilson_speaks():
    assert interval(1.0, np.ones(100), 20) == wilson(1.0, 20)
    assert interval(0.0, np.zeros(100), 20) == wilson(0.0, 20)
    assert interval(0.6, np.full(100, 0.6), 1) == wilson(0.6, 1)  # a single group: no spread, and no certainty
    assert interval(1.0, np.full(100, np.nan), 3) == wilson(1.0, 3)


def test_the_interval_is_the_middle_95_percent_of_what_is_defined():
    values = np.append(np.linspace(0, 1, 1001), np.nan)
    assert interval(0.5, values, 100) == pytest.approx((0.025, 0.975))
    assert interval(0.5, values[:20], 100)[1] >= 0.5


def test_the_bias_that_resamples_show_is_taken_off_once_or_twice():
    values = 0.6 + np.linspace(-0.1, 0.1, 1001)
    assert interval(0.7, values, 100) == pytest.approx((0.605, 0.895))
    assert interval(0.5, values, 100) == pytest.approx((0.305, 0.595))
    assert interval(0.98, values, 100) == pytest.approx((0.885, 1.0))


def test_the_interval_holds_the_value_however_skewed_the_resamples():
    values = np.append(np.full(985, 0.2), np.full(15, 1.0))
    assert interval(0.7, values + 0.5, 100)[1] >= 0.7
    low, high = interval(0.5, values, 100)
    assert low <= 0.5 <= high


def test_of_few_rows_wilson_speaks_whatever_the_resamples():
    values = np.linspace(0, 1, 1001)
    assert interval(0.5, values, 19) == wilson(0.5, 19)
    assert interval(0.5, values, 20) != wilson(0.5, 20)
    assert interval(0.5, values, 19, by_logit=True) == wilson(0.5, 19)


def test_the_rows_that_the_bootstrap_spends_on_classes_widen_it():
    values = 0.5 + np.linspace(-0.1, 0.1, 1001)
    narrow, wide = interval(0.5, values, 100, rows_a_share=1000), interval(0.5, values, 100, rows_a_share=4)
    assert wide[1] - wide[0] == pytest.approx((narrow[1] - narrow[0]) * (4 / 3) ** 0.5, rel=1e-3)
    assert np.isfinite(interval(0.5, values, 100, rows_a_share=1)).all()


def test_bounds_hold_and_the_fallback_reaches_into_them():
    spread = np.linspace(-0.5, 0.5, 1001)
    assert interval(0.0, spread, 100, (-1.0, 1.0)) == pytest.approx((-0.475, 0.475))
    assert interval(30.0, 30 + 20 * spread, 100, (0.0, 36.0))[1] == 36.0
    low, high = interval(1.0, np.ones(50), 30, (-1.0, 1.0))
    assert (low, high) == pytest.approx((2 * wilson(1.0, 30)[0] - 1, 1.0))


def test_by_logit_the_far_end_lies_farther_and_never_outside():
    values = 0.97 + np.random.default_rng(0).normal(0, 0.02, 2000)
    low, high = interval(0.97, values, 5_000, (0.0, 1.0), 5_000, by_logit=True)
    assert 0.97 - low > 1.3 * (high - 0.97)
    assert high < 1
    assert interval(0.97, values, 40, (0.0, 1.0), 40, by_logit=True)[0] < low
    assert interval(0.97, values, 10_000, (0.0, 1.0), 10_000, by_logit=True)[0] == pytest.approx(low, abs=1e-3)
    assert interval(1.0, np.ones(50), 30, by_logit=True) == pytest.approx(wilson(1.0, 30))


def test_many_small_classes_do_not_put_the_value_above_its_resamples():
    random = np.random.default_rng(0)
    truth = random.integers(0, 60, 300)
    guess = np.where(random.random(300) < 0.8, truth, random.integers(0, 60, 300))
    one = Predictions(np.arange(300), truth, np.eye(60)[guess], tuple(map(str, range(60))))
    macro = next(item for item in score(one, 300) if item.metric == "macro_f1")
    assert macro.high - macro.value > 0.5 * (macro.value - macro.low)


def test_coverage_of_accuracy_at_200_rows_is_near_95_percent():
    random, covered, tries = np.random.default_rng(1), 0, 400
    for seed in range(tries):
        right = random.random(200) < 0.85
        values = np.concatenate(list(draws(200, 300, seed))) @ right / 200
        low, high = interval(float(right.mean()), values, 200)
        covered += low <= 0.85 <= high
    assert 0.90 <= covered / tries <= 0.99


def test_a_paired_drop_is_narrower_than_the_scores_it_compares():
    random = np.random.default_rng(2)
    before = random.random(300) < 0.7
    after = before & (random.random(300) > 0.05)
    drop, low, high = paired_drop(answers(before), answers(after), "accuracy")
    assert drop == pytest.approx(before.mean() - after.mean())
    assert 0 < low < drop < high
    unpaired = 2 * 1.96 * np.sqrt(2 * 0.7 * 0.3 / 300)
    assert high - low < 0.6 * unpaired


def test_a_gain_is_a_negative_drop():
    random = np.random.default_rng(3)
    before = random.random(200) < 0.5
    drop, _, high = paired_drop(answers(before), answers(np.ones(200, bool)), "macro_f1")
    assert drop < 0
    assert high < 0


def test_a_paired_drop_is_repeatable_and_seeded():
    random = np.random.default_rng(4)
    pair = answers(random.random(80) < 0.8), answers(random.random(80) < 0.6)
    assert paired_drop(*pair, "macro_f1", 300, 1) == paired_drop(*pair, "macro_f1", 300, 1)
    assert paired_drop(*pair, "macro_f1", 300, 1) != paired_drop(*pair, "macro_f1", 300, 2)


def test_no_change_at_all_is_no_drop_but_not_certainty():
    same = answers(np.random.default_rng(5).random(100) < 0.8)
    drop, low, high = paired_drop(same, same, "macro_f1", 200)
    assert drop == 0
    assert (low, high) == pytest.approx((-wilson(0, 100)[1], wilson(0, 100)[1]))


def test_paired_drops_compare_the_same_labelled_rows_only():
    one = answers(np.ones(10, bool))
    other = Predictions(one.ids[::-1].copy(), one.truth, one.probabilities, one.labels)
    with pytest.raises(ValueError, match="same rows"):
        paired_drop(one, other, "accuracy")
    partly = Predictions(one.ids, np.where(np.arange(10) < 5, one.truth, UNLABELLED), one.probabilities, one.labels)
    assert paired_drop(partly, partly, "accuracy", 50)[0] == 0


def test_an_undefined_drop_says_why():
    unlabelled = Predictions(np.arange(2), np.full(2, UNLABELLED), np.eye(2), ("no", "yes"))
    with pytest.raises(NotApplicable, match="no row with a label"):
        paired_drop(unlabelled, unlabelled, "accuracy")
    broken = Predictions(np.arange(2), np.arange(2), np.array([[np.nan, 1], [0, 1]]), ("no", "yes"))
    with pytest.raises(NotApplicable, match="not numbers"):
        paired_drop(answers(np.ones(2, bool)), broken, "accuracy")
    one_class = answers(np.ones(4, bool), np.ones(4, np.int64))
    with pytest.raises(NotApplicable, match="all of one class"):
        paired_drop(one_class, one_class, "roc_auc")
