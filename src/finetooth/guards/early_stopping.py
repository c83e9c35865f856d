"""Early stopping: which point is best, and whether training should end."""

import math
from dataclasses import dataclass
from typing import ClassVar

from finetooth.guards.guard import Guard, Points, curve


@dataclass(frozen=True)
class Stopping:
    """``best`` is the index of the point to keep; ``stop`` says whether training should end now."""

    best: int
    stop: bool


def decide(points: Points, patience: int, threshold: float) -> Stopping:
    """Find the best point so far and say whether ``patience`` evaluations have passed without a better one.

    A point is better only if its validation score exceeds the best before it by more than ``threshold``; ties go to the
    earlier. A score that is no number is never better. Source: Prechelt 1998, "Early stopping - but when?".
    """
    if not points:
        raise ValueError("there is no evaluation yet to decide on")
    best, highest = 0, -math.inf
    for place, point in enumerate(points):
        if math.isfinite(point.validation_score) and point.validation_score > highest + threshold:
            best, highest = place, point.validation_score
    return Stopping(best, len(points) - 1 - best >= patience)


@dataclass(frozen=True)
class EarlyStopping(Guard):
    """Training ends when the validation score has not become better for ``patience`` evaluations."""

    patience: int = 3
    threshold: float = 0.0

    name = "early_stopping"
    bad: ClassVar[list[Points]] = [
        curve(validation_score=[0.5, 0.8, 0.7, 0.7, 0.7]),
        curve(validation_score=[0.5, 0.8, 0.8, 0.8, 0.8]),  # a tie is no progress
        curve(validation_score=[0.8, math.nan, math.nan, math.nan]),
    ]
    good: ClassVar[list[Points]] = [
        curve(validation_score=[0.5]),
        curve(validation_score=[0.5, 0.6, 0.7, 0.8, 0.9]),
        curve(validation_score=[0.5, 0.8, 0.7, 0.7]),  # patience is not used up
        curve(validation_score=[0.5, 0.8, 0.7, 0.7, 0.81]),
    ]

    def objection(self, points: Points) -> str | None:
        """Return why training should end, or None."""
        decision = decide(points, self.patience, self.threshold)
        best = points[decision.best]
        said = f"no better validation score than {best.validation_score:.3f} (epoch {best.epoch:g})"
        return f"{said} in {len(points) - 1 - decision.best} evaluations" if decision.stop else None
