"""Overfit gap: how much better the model does on rows it trained on, with an interval."""

import math
from dataclasses import dataclass
from typing import ClassVar

from finetooth.core.results import CurvePoint
from finetooth.core.statistics import Z
from finetooth.guards.early_stopping import decide
from finetooth.guards.guard import Guard, Points, curve

MOST_GAP = 0.15  # of the selection metric; what is certain to be more is overfitting that costs


@dataclass(frozen=True)
class Gap:
    """Training score minus validation score, with its 95 % interval."""

    value: float
    low: float
    high: float


def gap_of(point: CurvePoint) -> Gap:
    """Measure the gap at one evaluation.

    The interval is that of the validation score; the training score is the mean over an epoch of rows, several times as
    many, and measured with dropout on, so that the gap is rather told too small. Without a standard error (NaN) the
    ends are the value itself.
    """
    value = point.train_score - point.validation_score
    reach = Z * point.validation_error if math.isfinite(point.validation_error) else 0.0
    return Gap(value, value - reach, value + reach)


@dataclass(frozen=True)
class OverfitGap(Guard):
    """At the point that is kept, the training score is certainly far above the validation score."""

    most: float = MOST_GAP

    name = "overfit_gap"
    bad: ClassVar[list[Points]] = [
        curve(validation_score=[0.6, 0.7, 0.69], train_score=[0.7, 0.95, 0.99]),
        curve(validation_score=[0.6, 0.7], train_score=[0.7, 0.95], validation_error=[0.04, 0.04]),
    ]
    good: ClassVar[list[Points]] = [
        curve(validation_score=[0.6, 0.8, 0.79], train_score=[0.7, 0.85, 0.99]),  # the last point is not kept
        curve(validation_score=[0.6, 0.7], train_score=[0.7, 0.85], validation_error=[0.05, 0.05]),  # may be chance
        curve(validation_score=[0.8, 0.9], train_score=[0.7, 0.85]),
        curve(validation_score=[math.nan], train_score=[0.9]),
    ]

    def objection(self, points: Points) -> str | None:
        """Return how wide the gap is, or None."""
        kept = points[decide(points).best]
        found = gap_of(kept)
        if not found.low > self.most:
            return None
        reach = f"{found.low:.3f} to {found.high:.3f}"
        return f"the training score is {found.value:.3f} above the validation score ({reach})"
