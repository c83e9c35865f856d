"""No learning at all: the loss stays where guessing leaves it, and the score where it was."""

import math
from dataclasses import dataclass
from typing import ClassVar

from finetooth.guards.guard import Guard, Points, curve

CHANCE = 0.95  # of ln(classes), the loss of a model that gives every class the same probability
LEAST_EVALUATIONS = 3  # a warm-up may take the first of them


def unlearned(points: Points, classes: int, guessing: float | None = None) -> bool:
    """Whether these evaluations show no learning: validation loss at ln(classes), a score that never rose.

    ``guessing`` is what a guess loses where it is not ln(classes). Losses that are no number are another matter.
    Source: a uniform answer has a cross-entropy of ln(k).
    """
    known = [point for point in points if math.isfinite(point.validation_loss)]
    if not known or classes < 2:
        return False
    scores = [point.validation_score for point in known if math.isfinite(point.validation_score)]
    least = math.log(classes) if guessing is None else guessing
    rose = bool(scores) and max(scores) > scores[0]
    return not rose and min(point.validation_loss for point in known) >= CHANCE * least


@dataclass(frozen=True)
class NoLearning(Guard):
    """After three evaluations the validation loss is still that of guessing, and the score has not moved."""

    classes: int = 2

    name = "no_learning"
    bad: ClassVar[list[Points]] = [
        curve(validation_loss=[0.70, 0.69, 0.693], validation_score=[0.34, 0.34, 0.34]),
        curve(validation_loss=[0.75, 0.70, 0.72, 0.69], validation_score=[0.4, 0.35, 0.33, 0.33]),
    ]
    good: ClassVar[list[Points]] = [
        curve(validation_loss=[0.70, 0.69]),  # too soon to tell
        curve(validation_loss=[0.70, 0.66, 0.60], validation_score=[0.34, 0.34, 0.34]),  # the loss falls
        curve(validation_loss=[0.70, 0.69, 0.69], validation_score=[0.34, 0.45, 0.52]),  # the score rises
        curve(validation_loss=[0.70, math.nan, math.nan], validation_score=[0.34, 0.45, 0.45]),
    ]

    def objection(self, points: Points) -> str | None:
        """Return that nothing was learned, or None."""
        losses = [point.validation_loss for point in points if math.isfinite(point.validation_loss)]
        if len(losses) < LEAST_EVALUATIONS or not unlearned(points, self.classes):
            return None
        least = min(losses)
        guessing = math.log(self.classes)
        return f"the validation loss is {least:.3f} at its least; guessing among {self.classes} gives {guessing:.3f}"
