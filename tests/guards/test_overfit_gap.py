"""The gap between training and validation has an interval, and objects only where it is certain."""

import math

import pytest

from finetooth.guards.guard import curve
from finetooth.guards.overfit_gap import OverfitGap, gap_of


def test_the_gap_has_the_interval_of_the_validation_score() -> None:
    (point,) = curve(train_score=[0.95], validation_score=[0.75], validation_error=[0.05])
    found = gap_of(point)
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (pytest.approx(0.102, abs=1e-3), pytest.approx(0.298, abs=1e-3))


def test_without_a_standard_error_the_ends_are_the_value() -> None:
    (point,) = curve(train_score=[0.95], validation_score=[0.75], validation_error=[math.nan])
    assert gap_of(point).low == gap_of(point).high == gap_of(point).value


@pytest.mark.parametrize(("error", "objects"), [(0.02, True), (0.06, False)])
def test_a_gap_that_may_be_chance_is_let_pass(error: float, objects: bool) -> None:
    points = curve(train_score=[0.95], validation_score=[0.75], validation_error=[error])
    assert bool(OverfitGap().objection(points)) is objects
    assert bool(OverfitGap(most=0.3).objection(points)) is False
