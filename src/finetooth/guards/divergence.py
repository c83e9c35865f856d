"""Divergence: whether the loss is no number any more, or has exploded."""

import math
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from finetooth.guards.guard import Guard, Points, curve

FACTOR = 3.0
WINDOW = 3  # losses whose median must lie above the limit: one bad batch is no explosion
LEAST_START = 0.1  # nats; three times almost nothing is still almost nothing


def diverged(losses: Sequence[float]) -> str | None:
    """Return why a training with these losses has diverged, or None.

    It has when any loss is NaN or infinite, or when the median of three in a row (of fewer, right after the start) is
    over 3 times the first loss. Trainers filter such losses from their logs, or log them as 0: hand in the raw ones.
    """
    values = np.asarray(losses, np.float64)
    odd = np.flatnonzero(~np.isfinite(values))
    if len(odd):
        kind = "not a number" if math.isnan(values[odd[0]]) else "infinite"
        return f"the loss is {kind} (loss {odd[0] + 1} of {len(values)})"
    if len(values) < 2:
        return None
    limit = FACTOR * max(float(values[0]), LEAST_START)
    later = values[1:]
    recent = np.lib.stride_tricks.sliding_window_view(later, WINDOW) if len(later) >= WINDOW else later[None]
    highest = float(np.median(recent, axis=1).max())
    return f"the loss rose from {values[0]:.3g} to {highest:.3g}, over {FACTOR:g} times" if highest > limit else None


class Divergence(Guard):
    """The training or validation loss is NaN or infinite, or rose over 3 times its start."""

    name = "divergence"
    bad: ClassVar[list[Points]] = [
        curve(train_loss=[0.7, math.nan]),
        curve(validation_loss=[0.7, 0.6, math.inf]),
        curve(train_loss=[0.7, 2.5]),
        curve(train_loss=[0.7, 0.5, 0.9, 3.0, 8.0, 20.0]),
    ]
    good: ClassVar[list[Points]] = [
        curve(train_loss=[0.7]),
        curve(train_loss=[0.7, 0.5, 0.4, 0.3]),
        curve(train_loss=[0.7, 0.6, 0.6, 2.8, 0.5, 0.4]),  # one bad batch
        curve(validation_loss=[0.01, 0.02, 0.05, 0.06]),  # an easy task: all of it is next to nothing
    ]

    def objection(self, points: Points) -> str | None:
        """Return why the training has diverged, or None."""
        return diverged([point.train_loss for point in points]) or diverged([point.validation_loss for point in points])
