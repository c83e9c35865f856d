"""Noise in losses: jumps from one evaluation to the next that hide whether anything is gained."""

import math
from typing import ClassVar

import numpy as np

from finetooth.guards.guard import Guard, Points, curve

MOST = 0.25  # mean rise from one evaluation to the next (a fall counts as none), as a share of the mean loss
LEAST_POINTS = 5
LEAST_LOSS = 0.05  # nats; below it any ratio is large


def deviation(losses: np.ndarray) -> float:
    """Return the standard deviation of a single loss around its trend, NaN for fewer than three.

    Second differences are blind to any straight trend, and have 6 times the variance of independent noise (the
    difference estimator: Gasser, Sroka & Jennen-Steinmetz 1986).
    """
    if len(losses) < 3:
        return math.nan
    return math.sqrt(float(np.mean(np.diff(losses, 2) ** 2)) / 6)


class LossNoise(Guard):
    """The training loss rises again and again: the steps are too large, or too few rows each.

    Only rises count, as a steep fall is no noise: a training that goes well has none worth the name.
    """

    name = "loss_noise"
    bad: ClassVar[list[Points]] = [
        curve(train_loss=[1.0, 0.4, 1.3, 0.3, 1.2, 0.5]),
        curve(train_loss=[0.9, 0.7, 0.2, 0.9, 0.1, 0.8, 0.2]),
    ]
    good: ClassVar[list[Points]] = [
        curve(train_loss=[1.0, 0.2, 1.0]),  # too few to tell
        curve(train_loss=[1.5, 0.9, 0.6, 0.4, 0.3, 0.25, 0.2]),
        curve(train_loss=[0.69, 0.68, 0.59, 0.28, 0.05, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0]),  # a late and steep fall
        curve(train_loss=[1.5, 0.9, 0.5, 0.55, 0.4, 0.45, 0.35]),
        curve(train_loss=[0.02, 0.01, 0.03, 0.01, 0.03]),  # all of it is next to nothing
    ]

    def objection(self, points: Points) -> str | None:
        """Return how noisy the training loss is, or None."""
        losses = np.array([point.train_loss for point in points], np.float64)
        if len(losses) < LEAST_POINTS or not np.isfinite(losses).all() or losses.mean() < LEAST_LOSS:
            return None
        tail = losses[1:]  # the first fall is steep and no noise
        rises = np.maximum(0.0, np.diff(tail))
        share = float(rises.mean() / tail.mean())
        return f"the training loss jumps up by {share:.0%} of its mean an evaluation" if share > MOST else None
