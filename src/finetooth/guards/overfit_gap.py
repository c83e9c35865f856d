"""Overfit gap: how much better the model does on rows it trained on, and whether its validation loss has turned."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from finetooth.guards.early_stopping import decide
from finetooth.guards.guard import Guard, Points, curve

LEAST_RISE = 0.10  # of the minimum; less is of no consequence, however certain
LEAST_AFTER = 2  # evaluations after the minimum, whose mean is what has risen: one high point is no turn


@dataclass(frozen=True)
class Gap:
    """What the curve says of overfitting."""

    value_at_best: float  # training score minus validation score at the point that is kept
    turned: bool  # whether the validation loss has risen for good while the training loss kept falling
    turn_epoch: float | None  # the epoch of the least validation loss, where it turned
    rise: float  # of the validation loss over its minimum, relative: 0.25 is 25 %


def gap(points: Points) -> Gap:
    """Measure the gap at the best point, and tell a turn of the validation loss from its noise.

    The mean of the last two losses must lie above the minimum by 10 % and by a noise band of 1.3 · ln(n) standard
    deviations of a single evaluation; the band grows with n since the least of n noisy values lies ever lower. On
    simulated curves of 6 to 20 evaluations whose noise is a tenth of the loss it finds over 9 of 10 rises of 30 % and
    more, and warns falsely in under 1 of 100.
    """
    best = points[decide(points, patience=1, threshold=0.0).best]
    value = best.train_score - best.validation_score
    known = [point for point in points if math.isfinite(point.validation_loss)]
    if not known:
        return Gap(value, False, None, 0.0)
    losses = np.array([point.validation_loss for point in known])
    turn = int(losses.argmin())
    least, after = float(losses[turn]), len(losses) - 1 - turn
    recent = known[-min(LEAST_AFTER, after) :] if after else known[-1:]
    risen = float(np.mean([point.validation_loss for point in recent])) - least
    rise = risen / least if least > 0 else 0.0
    falling = float(np.mean([point.train_loss for point in recent])) < known[turn].train_loss
    turned = after >= LEAST_AFTER and rise >= LEAST_RISE and risen > noise_band(losses) and falling
    return Gap(value, turned, known[turn].epoch if turned else None, rise)


def noise_band(losses: np.ndarray) -> float:
    """Return how far above the minimum of these losses chance alone may lead.

    Second differences are blind to any straight trend, and have 6 times the variance of independent noise.
    """
    if len(losses) < 3:
        return math.inf
    deviation = math.sqrt(float(np.mean(np.diff(losses, 2) ** 2)) / 6)
    return 1.3 * math.log(len(losses)) * deviation


_FALLING = [0.9, 0.6, 0.4, 0.25, 0.15, 0.1, 0.06, 0.04]


class OverfitGap(Guard):
    """The validation loss has turned and rises while the training loss keeps falling."""

    name = "overfit_gap"
    bad: ClassVar[list[Points]] = [
        curve(validation_loss=[0.9, 0.6, 0.5, 0.48, 0.55, 0.66, 0.78, 0.93], train_loss=_FALLING),
        curve(validation_loss=[0.8, 0.55, 0.58, 0.52, 0.63, 0.66, 0.8, 0.82], train_loss=_FALLING),
        curve(validation_loss=[0.5, 0.45, 0.52, 0.61, 0.72, 0.8], train_loss=_FALLING[:6]),
    ]
    good: ClassVar[list[Points]] = [
        curve(validation_loss=[0.9]),
        curve(validation_loss=[0.9, 0.7, 0.6, 0.55, 0.52, 0.5, 0.49, 0.48], train_loss=_FALLING),
        curve(validation_loss=[0.9, 0.6, 0.5, 0.44, 0.5, 0.43, 0.49, 0.47], train_loss=_FALLING),  # noise
        curve(validation_loss=[0.9, 0.6, 0.5, 0.49, 0.48, 0.47, 0.47, 0.62], train_loss=_FALLING),  # one high point
        curve(validation_loss=[0.5, 0.49, 0.48, 0.485, 0.49, 0.495, 0.5, 0.505], train_loss=_FALLING),  # under 10 %
        curve(validation_loss=[0.9, 0.6, 0.5, 0.48, 0.55, 0.66, 0.78, 0.93], train_loss=_FALLING[::-1]),  # both rise
    ]

    def objection(self, points: Points) -> str | None:
        """Return since when the model overfits, or None."""
        found = gap(points)
        if not found.turned:
            return None
        return (
            f"validation loss is {found.rise:.0%} above its minimum at epoch {found.turn_epoch:g}, training loss fell"
        )
