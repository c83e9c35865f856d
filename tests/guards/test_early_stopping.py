"""Early stopping keeps the right point and stops in the right evaluation."""

import math

import pytest

from finetooth.guards.early_stopping import EarlyStopping, Stopping, decide
from finetooth.guards.guard import curve


@pytest.mark.parametrize(
    ("scores", "patience", "threshold", "expected"),
    [
        ([0.5], 1, 0.0, Stopping(0, False)),
        ([0.5, 0.4], 1, 0.0, Stopping(0, True)),
        ([0.5, 0.6, 0.6, 0.6], 2, 0.0, Stopping(1, True)),
        ([0.5, 0.6, 0.6, 0.6], 3, 0.0, Stopping(1, False)),
        ([0.5, 0.6, 0.5, 0.7], 2, 0.0, Stopping(3, False)),
        ([0.50, 0.51, 0.52], 2, 0.03, Stopping(0, True)),
        ([0.50, 0.51, 0.54], 2, 0.03, Stopping(2, False)),
        ([0.50, 0.52, 0.54, 0.56], 2, 0.03, Stopping(2, False)),  # small steps add up
        ([math.nan, 0.1, math.nan], 2, 0.0, Stopping(1, False)),
        ([math.nan, math.nan], 1, 0.0, Stopping(0, True)),
        ([0.5, math.inf, 0.4], 2, 0.0, Stopping(0, True)),
        ([-0.5, -0.4], 1, 0.0, Stopping(1, False)),
    ],
)
def test_best_point_and_stop(scores: list[float], patience: int, threshold: float, expected: Stopping):
    assert decide(curve(validation_score=scores), patience, threshold) == expected


def test_a_falling_loss_is_progress_but_not_the_best_point():
    points = curve(validation_score=[0.3, 0.3, 0.3, 0.3, 0.3, 0.3], validation_loss=[1.0, 0.9, 0.8, 0.85, 0.9, 0.9])
    found = [decide(points[:length], 2, 0.0) for length in range(1, 7)]
    assert [stopping.stop for stopping in found] == [False, False, False, False, True, True]
    assert {stopping.best for stopping in found} == {0}


def test_it_first_stops_at_the_same_evaluation_however_often_it_is_asked():
    points = curve(validation_score=[0.3, 0.5, 0.6, 0.55, 0.58, 0.6, 0.7])
    stops = [decide(points[:length], 3, 0.0).stop for length in range(1, 8)]
    assert stops == [False, False, False, False, False, True, False]


def test_no_points_are_refused():
    with pytest.raises(ValueError, match="no evaluation"):
        decide((), 1, 0.0)


def test_the_objection_names_the_best_score_and_its_epoch():
    said = EarlyStopping(patience=2).objection(curve(validation_score=[0.5, 0.8, 0.7, 0.6]))
    assert said == "no better validation score than 0.800 (epoch 2) in 2 evaluations, nor a lower loss"
