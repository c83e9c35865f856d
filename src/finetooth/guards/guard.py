"""Guard: what watches a training curve."""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from finetooth.core.results import CurvePoint

Points = Sequence[CurvePoint]


class Guard(ABC):
    """One way in which a training goes wrong. Subclass it in a file of ``guards/``, and let a check or the loop ask it.

    It is pure on the curve: what it says depends on the points alone, so a resumed training is judged like one that was
    never interrupted. ``bad`` are curves it must object to, ``good`` curves it must let pass: tests and documentation.
    """

    name: ClassVar[str]
    bad: ClassVar[list[Points]] = []
    good: ClassVar[list[Points]] = []

    @abstractmethod
    def objection(self, points: Points) -> str | None:
        """Return what is wrong with the curve so far, or None."""


def curve(
    validation_loss: Sequence[float] = (),
    train_loss: Sequence[float] = (),
    validation_score: Sequence[float] = (),
    train_score: Sequence[float] = (),
    *,
    validation_error: Sequence[float] = (),
    gradient_norm: Sequence[float] = (),
    calibrated_loss: Sequence[float] = (),
) -> tuple[CurvePoint, ...]:
    """Make a curve of one point an epoch; series that are left out are flat (losses 1, scores 0.5, error 0, norm 1).

    Without its series a calibrated loss is not known.
    """
    told = validation_loss, train_loss, validation_score, train_score, validation_error, gradient_norm, calibrated_loss
    length = max(map(len, told))

    def at(series: Sequence[float], place: int, flat: float) -> float:
        return series[place] if series else flat

    return tuple(
        CurvePoint(
            epoch=float(place + 1),
            step=10 * (place + 1),
            train_loss=at(train_loss, place, 1.0),
            validation_loss=at(validation_loss, place, 1.0),
            train_score=at(train_score, place, 0.5),
            validation_score=at(validation_score, place, 0.5),
            validation_error=at(validation_error, place, 0.0),
            learning_rate=1e-4,
            gradient_norm=at(gradient_norm, place, 1.0),
            calibrated_loss=at(calibrated_loss, place, math.nan),
        )
        for place in range(length)
    )
