import math

import pytest

from finetooth.metrics.holm import holm


def test_a_worked_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))


def test_never_below_the_value_itself_never_above_one_and_in_order():
    assert holm([0.9, 0.6]) == pytest.approx((1.0, 1.0))
    assert holm([0.02]) == pytest.approx((0.02,))
    assert holm([]) == ()


def test_what_was_not_tested_does_not_count():
    found = holm([0.02, math.nan, 0.03])
    assert found[0] == pytest.approx(0.04)
    assert math.isnan(found[1])
    assert found[2] == pytest.approx(0.04)
