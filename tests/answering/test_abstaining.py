"""Abstention: the precision that is promised is kept, with the chance that is told."""

import numpy as np
import pytest

from finetooth.answering.abstaining import curve, fewest_rows, lower_bound, threshold_for


def drawn(random: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return confidences and which are right: just as often as they say."""
    sure = random.uniform(0.5, 1.0, rows)
    return sure, random.random(rows) < sure


def test_the_precision_is_at_least_the_target_in_95_of_100_draws():
    random, kept, found = np.random.default_rng(4), 0, 0
    for _ in range(150):
        limit = threshold_for(*drawn(random, 400), 0.85)
        if limit is not None:
            found += 1
            kept += (limit + 1.0) / 2 >= 0.85  # the true precision of what is at least so sure
    assert found > 100
    assert kept >= 0.95 * found


def test_more_rows_answer_more():
    random = np.random.default_rng(1)
    few, many = (threshold_for(*drawn(random, rows), 0.85) for rows in (800, 30_000))
    assert few is not None
    assert many is not None
    assert 0.70 <= many < few  # (0.7 + 1) / 2 = 0.85


def test_all_are_answered_where_all_are_good_enough_and_none_where_none():
    sure = np.linspace(0.6, 0.9, 500)
    assert threshold_for(sure, np.ones(500, bool), 0.95) == pytest.approx(0.6)
    assert threshold_for(sure, np.arange(500) % 2 == 0, 0.95) is None
    assert threshold_for(sure[:5], np.ones(5, bool), 0.95) is None
    assert threshold_for(np.empty(0), np.empty(0, bool), 0.95) is None


def test_rows_of_one_confidence_stand_or_fall_together():
    sure = np.repeat([0.9, 0.6], 200)
    right = np.r_[np.ones(200, bool), np.arange(200) < 100]
    assert threshold_for(sure, right, 0.9) == 0.9


def test_clopper_and_pearson():
    assert lower_bound(np.array([0, 10, 5]), np.array([10, 10, 10])) == pytest.approx([0, 0.05 ** (1 / 10), 0.2224411])


def test_a_single_mistake_among_the_surest_is_no_end():
    sure = np.linspace(0.5, 1.0, 900)
    right = np.ones(900, bool)
    right[[-1, -40]] = False  # the surest row, and one a little below
    assert threshold_for(sure, right, 0.98) == pytest.approx(0.5)


@pytest.mark.parametrize("target", [0.8, 0.95, 0.99])
def test_so_many_rows_are_enough_and_not_far_fewer(target: float):
    rows = fewest_rows(target)
    sure = np.linspace(0.5, 0.9, rows)
    assert threshold_for(sure, np.ones(rows, bool), target) is not None
    few = int(rows * 0.9)
    assert threshold_for(sure[:few], np.ones(few, bool), target) is None


def test_the_curve_falls_from_the_surest_to_all_rows():
    sure, right = drawn(np.random.default_rng(2), 2_000)
    points = curve(sure, right)
    assert len(points) == 20
    assert points[-1].coverage == 1.0
    assert points[-1].precision == pytest.approx(right.mean())
    assert points[0].precision > points[-1].precision + 0.15
    assert all(point.low <= point.precision <= point.high for point in points)
    assert curve(sure[:0], right[:0]) == ()
    assert [point.coverage for point in curve(sure[:3], right[:3])] == pytest.approx([1 / 3, 2 / 3, 1])
