"""Held: the mean length of folds is a moment at which each of them was looked at."""

import math

import numpy as np
import pytest

from finetooth.core.results import Curve, CurvePoint
from finetooth.stages.held import Held, best_length, step_at


def fold(steps: int, evaluations: int, best: int) -> Held:
    """A fold of two epochs, looked at as a fit is, whose best evaluation is that of this place."""
    looks = sorted({math.ceil(steps * part / evaluations) for part in range(1, evaluations + 1)})
    all_steps = [epoch * steps + step for epoch in range(2) for step in looks]
    points = tuple(CurvePoint(round(step / steps, 4), step, 1.0, 1.0, 0.5, 0.5) for step in all_steps)
    return Held(1, 1, np.arange(3), Curve(points, "macro_f1", all_steps[best], False, 2), {}, {})


@pytest.mark.parametrize(("steps", "evaluations"), [(7, 1), (7, 2), (5, 4), (10, 3), (59, 4)])
def test_folds_with_one_best_evaluation_have_it_as_their_mean_length(steps: int, evaluations: int):
    """Evaluations lie at whole steps, a little after even parts of an epoch: that is no evaluation more."""
    for place in range(2 * evaluations):
        folds = [fold(steps, evaluations, place)] * 3
        length = best_length(folds, evaluations)
        assert length == pytest.approx((place + 1) / evaluations)
        assert step_at(folds[0].curve, length) == folds[0].curve.best_step


def test_the_mean_is_of_parts_of_an_epoch_and_at_least_the_first():
    assert best_length([fold(5, 4, place) for place in (0, 2, 4)], 4) == 0.75
    assert best_length([fold(5, 1, 0)], 1) == 1.0
