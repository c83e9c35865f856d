"""A turn of the validation loss is told from its noise."""

import math

import numpy as np
import pytest

from finetooth.guards.guard import curve
from finetooth.guards.memorisation import Memorisation, noise_band, turn

FALLING = [0.9, 0.6, 0.4, 0.25, 0.15, 0.1, 0.06, 0.04]


def simulated(random: np.random.Generator, length: int, overfits: bool) -> tuple[list[float], list[float]]:
    """Draw a validation and a training loss; noise is a tenth of the lowest loss, a rise is at least 30 % of it."""
    epochs = np.arange(1, length + 1)
    validation = 0.3 + np.exp(-epochs / random.uniform(0.7, 2.5))
    if overfits:
        turn = random.uniform(0.25, 0.5) * length
        validation += np.maximum(0, epochs - turn) / (length - turn) * random.uniform(0.3, 0.9)
    training = np.exp(-epochs / random.uniform(2, 5))
    return (validation + random.normal(0, 0.03, length)).tolist(), training.tolist()


def test_a_turn_is_dated_and_measured():
    found = turn(curve([0.9, 0.6, 0.5, 0.4, 0.5, 0.6, 0.7, 0.9], FALLING))
    assert found.epoch == 4.0
    assert found.point is not None
    assert found.point.validation_loss == 0.4
    assert found.rise == pytest.approx(1.0)  # the mean of 0.7 and 0.9 over 0.4


def test_by_heart_is_a_training_loss_that_new_rows_never_get():
    rising = [0.9, 0.6, 0.5, 0.4, 0.5, 0.6, 0.7, 0.9]
    assert turn(curve(rising, FALLING)).by_heart
    slow = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.35, 0.3]
    assert turn(curve(rising, slow)).point is not None
    assert not turn(curve(rising, slow)).by_heart
    assert Memorisation().objection(curve(rising, slow)) is None


def test_a_rise_with_a_rising_training_loss_is_not_overfitting():
    rising = [0.9, 0.6, 0.5, 0.4, 0.5, 0.6, 0.7, 0.9]
    assert turn(curve(rising, FALLING)).point
    assert not turn(curve(rising, rising)).point


@pytest.mark.parametrize("losses", [[], [0.5], [0.5, 0.9], [math.nan] * 5, [0.5, 0.5, 0.5, 0.5], [0.0, 0.0, 0.0]])
def test_short_flat_and_broken_curves_have_not_turned(losses: list[float]):
    training = [1.0 / (place + 1) for place in range(max(1, len(losses)))]
    assert turn(curve(losses or [1.0], training)).point is None


def test_losses_that_are_no_numbers_are_passed_over():
    found = turn(curve([0.9, 0.6, math.nan, 0.4, 0.5, 0.6, 0.7, 0.9], FALLING))
    assert found.epoch == 4.0


def test_the_band_is_blind_to_a_straight_trend_and_sees_noise():
    assert noise_band(np.linspace(1, 0.2, 9)) == pytest.approx(0, abs=1e-12)
    deviations = [noise_band(np.random.default_rng(seed).normal(0, 0.1, 50)) / 1.3 / math.log(50) for seed in range(40)]
    assert np.mean(deviations) == pytest.approx(0.1, rel=0.1)
    assert math.isinf(noise_band(np.array([1.0, 2.0])))


@pytest.mark.parametrize(("length", "least_found"), [(8, 0.7), (10, 0.85), (20, 0.95)])
def test_simulated_overfits_are_found_with_few_false_warnings(length: int, least_found: float):
    random = np.random.default_rng(length)
    overfit = [turn(curve(*simulated(random, length, True))).point is not None for _ in range(200)]
    sound = [turn(curve(*simulated(random, length, False))).point is not None for _ in range(200)]
    assert np.mean(overfit) >= least_found
    assert np.mean(sound) <= 1 / 40
