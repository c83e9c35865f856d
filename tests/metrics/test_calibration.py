"""Bins hold equal mass and whole ties; the plain error reads too high, and the other does not."""

import numpy as np
import pytest

from finetooth.metrics.calibration import bins
from finetooth.metrics.ece import Ece
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.rms_calibration_error import RmsCalibrationError
from finetooth.metrics.sample import Sample


def honest(rows: int, seed: int, too_sure: float = 0.0) -> Predictions:
    """Draw rows that are right as often as the model says, or less often by ``too_sure``."""
    random = np.random.default_rng(seed)
    sure = random.uniform(0.6, 0.95, rows)
    right = random.random(rows) < sure - too_sure
    return Predictions(np.arange(rows), np.where(right, 1, 0), np.stack([1 - sure, sure], axis=1), ("no", "yes"))


@pytest.mark.parametrize(("rows", "expected"), [(30, 3), (1000, 10), (8000, 15)])
def test_bins_hold_equal_mass_and_are_the_cube_root_of_the_rows_15_at_most(rows: int, expected: int):
    held = bins(Sample.whole(honest(rows, 0))).rows[0]
    assert (held > 0).sum() == expected
    assert held[held > 0] == pytest.approx(rows / expected, abs=1)


def test_rows_of_one_confidence_share_a_bin():
    table = np.repeat([[0.4, 0.6], [0.1, 0.9]], [900, 100], axis=0)
    held = bins(Sample.whole(Predictions(np.arange(1000), np.ones(1000, np.int64), table, ("no", "yes")))).rows[0]
    assert sorted(held[held > 0]) == [100, 900]


def test_the_plain_error_is_the_mean_gap_by_hand():
    one = honest(500, 1)
    order = np.argsort(one.probabilities[:, 1])
    parts = np.array_split(order, 8)  # the cube root of 500
    gaps = [abs((one.truth[part] == 1).sum() - one.probabilities[part, 1].sum()) for part in parts]
    assert Ece().values(Sample.whole(one))[0, 0] == pytest.approx(sum(gaps) / 500, abs=0.01)


def test_of_an_honest_model_the_plain_error_reads_too_high_and_the_square_of_the_other_does_not():
    many = [Sample.whole(honest(300, seed)) for seed in range(200)]
    plain = np.mean([Ece().values(one)[0, 0] for one in many])
    squares = []
    for one in many:
        found = bins(one)
        rows, gap = found.rows[0], (found.right - found.confidence)[0]
        squares.append((gap[rows > 0] ** 2 / rows[rows > 0]).sum() / 300)
    unbiased = np.mean([RmsCalibrationError().values(one)[0, 0] ** 2 for one in many])
    assert plain > 0.04
    assert unbiased < 0.4 * np.mean(squares)  # it is cut off at 0: half of them would be below


def test_of_a_model_that_is_too_sure_both_say_by_how_much():
    one = Sample.whole(honest(20_000, 2, too_sure=0.2))
    assert Ece().values(one)[0, 0] == pytest.approx(0.2, abs=0.015)
    assert RmsCalibrationError().values(one)[0, 0] == pytest.approx(0.2, abs=0.015)


def test_bins_of_single_rows_tell_nothing():
    one = Predictions(np.arange(1), np.array([1]), np.array([[0.4, 0.6]]), ("no", "yes"))
    assert np.isnan(RmsCalibrationError().values(Sample.whole(one))[0, 0])
    assert RmsCalibrationError().reason(one, 0) == "no two rows in a bin"
