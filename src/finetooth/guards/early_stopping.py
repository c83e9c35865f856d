"""Early stopping: which point is best, and whether training should end."""

import math
from dataclasses import dataclass
from typing import ClassVar

from finetooth.guards.guard import Guard, Points, curve

LEAST_FALL = 0.01  # share by which the validation loss must fall to count as progress


@dataclass(frozen=True)
class Stopping:
    """``best`` is the index of the point to keep; ``stop`` says whether training should end now."""

    best: int
    stop: bool


def decide(points: Points, patience: int, threshold: float) -> Stopping:
    """Find the best point so far and say whether ``patience`` evaluations have passed without progress.

    Progress is a better score or the lowest validation loss yet (by 1 %): under imbalance macro-F1 stands still for
    epochs, at that of the largest class, while the loss shows that the model learns.

    A point is better only if its validation score exceeds the best before it by more than ``threshold``; ties go to the
    earlier. A score that is no number is never better. Source: Prechelt 1998, "Early stopping - but when?".
    """
    if not points:
        raise ValueError("there is no evaluation yet to decide on")
    best, highest, lowest, latest = 0, -math.inf, math.inf, 0
    for place, point in enumerate(points):
        if point.validation_loss < lowest * (1 - LEAST_FALL):
            lowest, latest = point.validation_loss, place
        if math.isfinite(point.validation_score) and point.validation_score > highest + threshold:
            best, highest, latest = place, point.validation_score, place
    return Stopping(best, len(points) - 1 - latest >= patience)


@dataclass(frozen=True)
class EarlyStopping(Guard):
    """Training ends when neither the validation score nor its loss has become better for ``patience`` evaluations."""

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
        curve(validation_score=[0.3, 0.3, 0.3, 0.3, 0.3], validation_loss=[1.0, 0.9, 0.8, 0.7, 0.6]),  # it still learns
    ]

    def objection(self, points: Points) -> str | None:
        """Return why training should end, or None."""
        decision = decide(points, self.patience, self.threshold)
        best = points[decision.best]
        said = f"no better validation score than {best.validation_score:.3f} (epoch {best.epoch:g})"
        return f"{said} in {len(points) - 1 - decision.best} evaluations, nor a lower loss" if decision.stop else None
