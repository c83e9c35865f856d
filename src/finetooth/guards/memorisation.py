"""Memorisation: the training loss falls on while the validation loss rises, and where that began."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from finetooth.core.results import CurvePoint
from finetooth.guards.guard import Guard, Points, curve
from finetooth.guards.loss_noise import deviation

LEAST_RISE = 0.10  # of the minimum; less is of no consequence, however certain
LEAST_AFTER = 2  # evaluations after the minimum, whose mean is what has risen: one high point is no turn
FORGOTTEN = 0.01  # of the least calibrated loss; a rise by more is knowledge lost
BY_HEART = 0.5  # of the least validation loss: a training loss below it is nothing that new rows would get


@dataclass(frozen=True)
class Turn:
    """Where the validation loss turned for good, if it did, and how far it rose over its minimum (0.25: by 25 %)."""

    point: CurvePoint | None
    rise: float
    by_heart: bool = False  # whether the training loss then fell below half of the least validation loss

    @property
    def epoch(self) -> float | None:
        """The epoch of the least validation loss, None where it has not turned."""
        return None if self.point is None else self.point.epoch


def turn(points: Points) -> Turn:
    """Tell a turn of the validation loss from its noise.

    The mean of the last two losses must lie above the minimum by 10 % and by a noise band of 1.3 · ln(n) standard
    deviations of a single evaluation; the band grows with n since the least of n noisy values lies ever lower. On
    simulated curves of 6 to 20 evaluations whose noise is a tenth of the loss it finds over 9 of 10 rises of 30 % and
    more, and warns falsely in under 1 of 100.
    """
    known = [point for point in points if math.isfinite(point.validation_loss)]
    if not known:
        return Turn(None, 0.0)
    losses = np.array([point.validation_loss for point in known])
    place = int(losses.argmin())
    least, after = float(losses[place]), len(losses) - 1 - place
    recent = known[-min(LEAST_AFTER, after) :] if after else known[-1:]
    risen = float(np.mean([point.validation_loss for point in recent])) - least
    rise = risen / least if least > 0 else 0.0
    taught = float(np.mean([point.train_loss for point in recent]))
    sure = after >= LEAST_AFTER and rise >= LEAST_RISE and risen > noise_band(losses)
    if not sure or not taught < known[place].train_loss:
        return Turn(None, rise)
    return Turn(known[place], rise, taught < BY_HEART * least)


def knows_less(point: CurvePoint, least: float) -> bool:
    """Whether a point knows less than one whose calibrated loss is ``least``; yes where its own is not known.

    A classifier grows too sure long before it knows less: its loss rises while its answers still become better, and one
    temperature takes that back. Source: Berta et al. 2025, "Rethinking early stopping: refine, then calibrate".
    """
    return math.isnan(point.calibrated_loss) or point.calibrated_loss > least * (1 + FORGOTTEN)


def is_late(kept: CurvePoint, points: Points) -> bool:
    """Whether a kept point lies after the turn of the loss, far above it, and knows less than one before it."""
    return _has_risen(kept, points) and knows_less(kept, _least_known(kept, points))


def grew_too_sure(kept: CurvePoint, points: Points) -> bool:
    """Whether a kept point lies after the turn of the loss, far above it, but knows no less than those before it."""
    return _has_risen(kept, points) and not knows_less(kept, _least_known(kept, points))


def _has_risen(kept: CurvePoint, points: Points) -> bool:
    then = turn(points).point
    return then is not None and kept.step > then.step and kept.validation_loss > (1 + LEAST_RISE) * then.validation_loss


def _least_known(kept: CurvePoint, points: Points) -> float:
    return min((point.calibrated_loss for point in points if point.step <= kept.step), default=math.nan)


def noise_band(losses: np.ndarray) -> float:
    """Return how far above the minimum of these losses chance alone may lead."""
    return math.inf if len(losses) < 3 else 1.3 * math.log(len(losses)) * deviation(losses)


_FALLING = [0.9, 0.6, 0.4, 0.25, 0.15, 0.1, 0.06, 0.04]


class Memorisation(Guard):
    """The validation loss has turned and rises while the training loss falls to what only rote learning reaches."""

    name = "memorisation"
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
        curve(validation_loss=[0.9, 0.6, 0.5, 0.48, 0.55, 0.66], train_loss=[0.9, 0.8, 0.7, 0.65, 0.6, 0.55]),
    ]

    def objection(self, points: Points) -> str | None:
        """Return since when the training rows are learned by heart, or None."""
        found = turn(points)
        if found.point is None or not found.by_heart:
            return None
        return f"validation loss is {found.rise:.0%} above its minimum at epoch {found.epoch:g}, training loss fell"
