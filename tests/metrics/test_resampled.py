"""The interval of a cross-validation is wider than the folds' plain standard error."""

import math

import numpy as np
import pytest
from scipy.stats import t

from finetooth.metrics.resampled import corrected_interval

SCORES = [0.7, 0.75, 0.8, 0.72, 0.78]


def test_the_correction_adds_the_share_held_out():
    low, high = corrected_interval(SCORES, 160, 40)
    half = t.ppf(0.975, 4) * math.sqrt((1 / 5 + 1 / 4) * np.var(SCORES, ddof=1))
    assert (low, high) == pytest.approx((np.mean(SCORES) - half, np.mean(SCORES) + half))


def test_it_lies_about_the_score_that_is_told():
    low, high = corrected_interval(SCORES, 160, 40, 0.9)
    mean = corrected_interval(SCORES, 160, 40)
    assert (low + high) / 2 == pytest.approx(0.9)
    assert high - low == pytest.approx(mean[1] - mean[0])
    assert corrected_interval(SCORES, 160, 40, math.nan) == mean


def test_folds_that_score_the_same_are_no_certainty():
    low, high = corrected_interval([1.0] * 5, 48, 12)
    assert (low, high) == pytest.approx((0.94, 1.0), abs=0.01)
    assert corrected_interval([1.0] * 5, 480, 120)[0] > low


def test_it_stays_between_zero_and_one():
    low, high = corrected_interval([0.99, 0.6, 1.0], 20, 10)
    assert (low >= 0, high) == (True, 1.0)


def test_a_metric_that_falls_below_zero_keeps_its_interval():
    low, high = corrected_interval([-0.02, -0.06, -0.05, -0.03, -0.04], 160, 40, -0.04, (-1.0, 1.0))
    assert low < -0.04 < high < 0
    assert corrected_interval([-0.1] * 5, 160, 40, None, (-1.0, 1.0))[0] < -0.1
    assert corrected_interval([-0.1] * 5, 160, 40, None, (-math.inf, 1.0)) == pytest.approx((-0.1, -0.1))


def test_one_fold_has_no_interval():
    assert all(math.isnan(end) for end in corrected_interval([0.7, math.nan], 10, 10))
