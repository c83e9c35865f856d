"""Guard: what watches a training curve."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from finetooth.core.results import CurvePoint

Points = Sequence[CurvePoint]


class Guard(ABC):
    """One way in which a training goes wrong. Subclass it in one file of ``guards/``: that is all it takes.

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
) -> tuple[CurvePoint, ...]:
    """Make a curve of one point an epoch; series that are left out are flat (losses 1, scores 0.5, error 0, norm 1)."""
    given = (train_loss, validation_loss, train_score, validation_score, validation_error, gradient_norm)
    length = max(len(values) for values in given)
    flat = (1.0, 1.0, 0.5, 0.5, 0.0, 1.0)
    series = [list(values) or [level] * length for values, level in zip(given, flat, strict=True)]
    return tuple(
        CurvePoint(float(place + 1), 10 * (place + 1), *values, learning_rate=1e-4, gradient_norm=norm)
        for place, (*values, norm) in enumerate(zip(*series, strict=True))
    )
