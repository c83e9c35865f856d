"""Early stopping keeps the right point and stops in the right evaluation."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from finetooth.core.results import CurvePoint
from finetooth.guards.early_stopping import EarlyStopping, decide
from finetooth.guards.guard import curve


@pytest.mark.parametrize(
    ("scores", "patience", "threshold", "expected"),
    [
        ([0.5], 1, 0.0, (0, False)),
        ([0.5, 0.4], 1, 0.0, (0, True)),
        ([0.5, 0.6, 0.6, 0.6], 2, 0.0, (1, True)),
        ([0.5, 0.6, 0.6, 0.6], 3, 0.0, (1, False)),
        ([0.5, 0.6, 0.5, 0.7], 2, 0.0, (3, False)),
        ([0.50, 0.51, 0.52], 2, 0.03, (0, True)),
        ([0.50, 0.51, 0.54], 2, 0.03, (2, False)),
        ([0.50, 0.52, 0.54, 0.56], 2, 0.03, (2, False)),  # small steps add up
        ([math.nan, 0.1, math.nan], 2, 0.0, (1, False)),
        ([math.nan, math.nan], 1, 0.0, (0, True)),
        ([0.5, math.inf, 0.4], 2, 0.0, (0, True)),
        ([-0.5, -0.4], 1, 0.0, (1, False)),
        ([0.5, 0.6, 0.6, 0.6], 2, None, (1, True)),  # no standard error is known: any gain counts, no tie does
    ],
)
def test_best_point_and_stop(
    scores: list[float], patience: int, threshold: float | None, expected: tuple[int, bool]
) -> None:
    found = decide(curve(validation_score=scores), patience, threshold)
    assert (found.best, found.stop) == expected


def test_a_falling_loss_is_progress_but_not_the_best_point() -> None:
    points = curve(validation_score=[0.3, 0.3, 0.3, 0.3, 0.3, 0.3], validation_loss=[1.0, 0.9, 0.8, 0.85, 0.9, 0.9])
    found = [decide(points[:length], 2, 0.0) for length in range(1, 7)]
    assert [stopping.stop for stopping in found] == [False, False, False, False, True, True]
    assert {stopping.best for stopping in found} == {0}


def test_it_first_stops_at_the_same_evaluation_however_often_it_is_asked() -> None:
    points = curve(validation_score=[0.3, 0.5, 0.6, 0.55, 0.58, 0.6, 0.7])
    stops = [decide(points[:length], 3, 0.0).stop for length in range(1, 8)]
    assert stops == [False, False, False, False, False, True, False]


@pytest.mark.parametrize(
    ("scores", "losses", "best"),
    [
        ([0.60, 0.70, 0.69, 0.68], [1.0, 0.8, 0.8, 0.8], 3),  # alike, and the loss is as low: the longest trained
        ([0.60, 0.70, 0.69, 0.64], [1.0, 0.8, 0.8, 0.8], 2),  # certainly worse
        ([0.60, 0.70, 0.69, 0.68], [1.0, 0.8, 0.9, 1.0], 1),  # alike, but the loss has turned: the earlier
        ([0.60, 0.70, 0.71, 0.72], [1.0, 0.8, 0.9, 1.0], 1),  # a gain that may be chance
        ([0.60, 0.70, 0.71, 0.76], [1.0, 0.8, 0.9, 1.0], 3),  # a gain that is none
        ([0.60, 0.70, 0.70, 0.70], [1.0, 0.8, 0.9, 1.0], 1),
    ],
)
def test_by_noise_a_later_point_wins_until_the_loss_turns(scores: list[float], losses: list[float], best: int) -> None:
    points = curve(losses, validation_score=scores, validation_error=[0.04] * 4)
    assert decide(points).best == best


@pytest.mark.parametrize(
    ("calibrated", "best"),
    [
        ([0.9, 0.7, 0.69, 0.69], 3),  # too sure, and knows as much as before
        ([0.9, 0.7, 0.703, 0.704], 3),  # within one in a hundred
        ([0.9, 0.7, 0.73, 0.76], 1),  # it knows less
    ],
)
def test_a_model_that_only_grew_too_sure_has_not_turned(calibrated: list[float], best: int) -> None:
    losses, scores = [1.0, 0.8, 1.0, 1.3], [0.60, 0.70, 0.69, 0.69]
    points = curve(losses, validation_score=scores, validation_error=[0.04] * 4, calibrated_loss=calibrated)
    assert decide(points).best == best


def test_a_calibrated_loss_that_falls_is_progress() -> None:
    losses, calibrated = [1.0, 1.1, 1.2, 1.3, 1.4], [1.0, 0.9, 0.8, 0.7, 0.6]
    assert decide(curve(losses, validation_score=[0.5] * 5)).stop
    assert not decide(curve(losses, validation_score=[0.5] * 5, calibrated_loss=calibrated)).stop


def test_the_least_loss_of_a_model_that_had_learned_nothing_keeps_no_early_point() -> None:
    scores, losses = [0.38, 0.52, 0.56, 0.60], [0.67, 0.69, 1.50, 2.20]
    points = curve(losses, validation_score=scores, validation_error=[0.11] * 4)
    assert decide(points).best == 1
    assert decide(points, guessing=math.log(2)).best == 3
    assert decide(points, guessing=math.log(4)).best == 1  # there the loss had fallen to half of a guess's


def test_a_threshold_of_ones_own_takes_the_place_of_noise() -> None:
    points = curve(validation_score=[0.60, 0.70, 0.69, 0.72], validation_error=[0.04] * 4)
    assert decide(points, 3, 0.0).best == 3
    assert decide(points[:3], 3, 0.0).best == 1
    assert decide(points, 3, 0.05).best == 1


@pytest.mark.parametrize(("error", "waited"), [(0.01, 3), (0.03, 3), (0.06, 6), (0.5, 12)])
def test_patience_is_longer_where_a_score_says_less(error: float, waited: int) -> None:
    points = curve(validation_score=[0.7] * 20, validation_error=[error] * 20)
    stops = [decide(points[: length + 1]).stop for length in range(20)]
    assert stops.index(True) == waited


@pytest.mark.parametrize(("times", "patience", "waited"), [(1, 3, 3), (2, 3, 4), (4, 3, 8), (4, 1, 4), (1, 1, 1)])
def test_patience_spans_epochs_however_often_they_are_evaluated(times: int, patience: int, waited: int) -> None:
    points = [replace(point, epoch=point.epoch / times) for point in curve(validation_score=[0.7] * 20)]
    stops = [decide(points[: length + 1], patience).stop for length in range(20)]
    assert stops.index(True) == waited


def test_chance_is_no_progress() -> None:
    rising = curve(validation_score=[0.70, 0.702, 0.704, 0.706], validation_error=[0.03] * 4)
    assert decide(rising).stop
    assert not decide(rising, 3, 0.0).stop


def test_the_best_so_far_is_the_one_before_or_the_newest() -> None:
    random = np.random.default_rng(0)
    for _ in range(50):
        scores, losses = random.uniform(0.3, 0.9, 12), random.uniform(0.2, 2, 12)
        points = curve(losses.tolist(), validation_score=scores.tolist(), validation_error=[0.1] * 12)
        best = [decide(points[:length]).best for length in range(1, 13)]
        assert all(now in (before, place) for place, (before, now) in enumerate(pairwise(best), 1))


def test_no_points_are_refused() -> None:
    with pytest.raises(ValueError, match="no evaluation"):
        decide((), 1, 0.0)


def test_the_objection_names_the_best_score_and_its_epoch() -> None:
    said = EarlyStopping(patience=2).objection(curve(validation_score=[0.5, 0.8, 0.7, 0.6]))
    assert said == "no better validation score than 0.800 (epoch 2) in 2 evaluations, nor a lower loss"


# ---- what the rule loses against hindsight, on simulated trainings


def simulated(random: np.random.Generator, rows: int, memorises: bool) -> tuple[list[CurvePoint], np.ndarray]:
    """Draw 20 evaluations on this many validation rows, and the true score of each.

    Without wrong labels the score creeps up; with them it falls from the fifth epoch on, and the loss rises.
    """
    epochs, error = np.arange(1, 21), 0.45 / math.sqrt(rows)
    true = (
        0.8
        - 0.5 * np.exp(-epochs / 2)
        + (-0.012 * np.maximum(0, epochs - 5) if memorises else 0.05 * (1 - np.exp(-epochs / 4)))
    )
    common = random.normal(0, error * 0.8)
    scores = true + common + random.normal(0, error * 0.6, 20)
    loss = 0.8 + np.exp(-epochs / 2) + (0.06 * np.maximum(0, epochs - 4) if memorises else 0.0)
    loss *= 1 + random.normal(0, error * 0.2, 20)
    errors = [error] * 20
    return list(curve(loss.tolist(), validation_score=scores.tolist(), validation_error=errors)), true


@pytest.mark.parametrize(("rows", "memorises", "most"), [(20, False, 2.0), (100, True, 2.0), (400, False, 1.5)])
def test_it_loses_less_against_hindsight_than_the_highest_score_does(rows: int, memorises: bool, most: float) -> None:
    random = np.random.default_rng(rows)
    lost: dict[float | None, list[float]] = {None: [], 0.0: []}
    for _ in range(100):
        points, true = simulated(random, rows, memorises)
        for threshold, found in lost.items():
            stops = (n for n in range(1, 21) if decide(points[:n], threshold=threshold).stop)
            kept = decide(points[: next(stops, 20)], threshold=threshold).best
            found.append(100 * (true.max() - true[kept]))
    assert np.mean(lost[None]) < np.mean(lost[0.0])
    assert np.mean(lost[None]) < most
