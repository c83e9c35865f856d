"""Judging: areas, rates and their intervals."""

import numpy as np
import pytest

from finetooth.scope.judging import alarms_at, auroc, rate, spread


def test_auroc_is_the_share_of_pairs_and_ties_count_half():
    assert auroc(np.array([0.0, 1.0]), np.array([1.0, 2.0])).value == pytest.approx(0.875)


def test_auroc_is_that_of_all_pairs_and_its_interval_holds():
    held = 0
    for seed in range(100):
        draw = np.random.default_rng(seed)
        inside, outside = draw.normal(size=60), draw.normal(1.0, 1.0, 40)
        found = auroc(inside, outside)
        held += found.low <= 0.7602 <= found.high
    assert found.value == pytest.approx((outside[:, None] > inside).mean())
    assert held >= 89


def test_where_all_pairs_agree_the_interval_is_not_empty():
    found = auroc(np.zeros(20), np.ones(20))
    assert found.value == 1
    assert found.low < 0.9


def test_alarms_at_a_recall():
    inside, outside = np.arange(100.0), np.arange(50.0, 150.0)
    found = alarms_at(0.95, inside, outside, 0)
    assert found.value == pytest.approx(0.46)
    assert found.low < found.value < found.high
    assert alarms_at(0.95, np.zeros(30), np.ones(30), 0).value == 0


def test_rates_of_no_rows_are_none():
    assert rate(np.zeros(0, bool)) is None
    found = rate(np.array([True, False]))
    assert found is not None
    assert (found.value, found.rows) == (0.5, 2)


def test_the_spread_holds_every_row():
    found = spread(np.array([-9.0, 0.0, 99.0]), np.zeros(0), np.array([0.5]))
    assert sum(found.test) == pytest.approx(1)
    assert found.test[0] > 0 < found.test[-1]
    assert found.unknown == ()
    assert len(found.field) == len(found.edges) - 1
