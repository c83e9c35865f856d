"""Unfinished: a curve that was still becoming better at its end."""

import math
from typing import ClassVar

from finetooth.guards.guard import Guard, Points, curve

LEAST_FALL = 0.05  # of the validation loss, in the last evaluation
PACE = 0.5  # of the mean fall an evaluation so far: a curve that levels off is finished
ERRORS = 0.5  # standard errors of the validation score that a gain must exceed


def still_falling(points: Points) -> bool:
    """Whether the validation loss fell to its least in each of the last two steps, hardly slower than before."""
    losses = [point.validation_loss for point in points]
    if len(losses) < 3 or not all(math.isfinite(loss) for loss in losses) or losses[-3] <= 0:
        return False
    pace = (losses[0] - losses[-1]) / (len(losses) - 1)
    first, second = losses[-3] - losses[-2], losses[-2] - losses[-1]
    lowest = losses[-1] == min(losses)
    return lowest and min(first, second) >= PACE * pace and second >= LEAST_FALL * losses[-2]


def still_rising(points: Points) -> bool:
    """Whether the score rose in each of the last two steps, by more than chance together, to its highest yet."""
    scores = [point.validation_score for point in points]
    if len(scores) < 3 or not all(math.isfinite(score) for score in scores):
        return False
    errors = [point.validation_error for point in points if math.isfinite(point.validation_error)]
    noise = 2 * ERRORS * (errors[-1] if errors else 0.0)
    pace = (scores[-1] - scores[0]) / (len(scores) - 1)
    first, second = scores[-2] - scores[-3], scores[-1] - scores[-2]
    highest = scores[-1] >= max(scores)
    return highest and min(first, second) > 0 and first + second > noise and second >= PACE * pace


class Unfinished(Guard):
    """At the last evaluation the validation loss still fell, or the score still rose, as fast as before."""

    name = "unfinished"
    bad: ClassVar[list[Points]] = [
        curve(validation_loss=[1.3, 1.1, 0.9, 0.72, 0.55]),
        curve(validation_score=[0.3, 0.4, 0.5, 0.6, 0.7], validation_error=[0.03] * 5),
    ]
    good: ClassVar[list[Points]] = [
        curve(validation_loss=[1.3, 1.1]),  # too few to tell
        curve(validation_loss=[1.3, 0.8, 0.6, 0.55, 0.54]),
        curve(validation_loss=[1.3, 0.9, 0.6, 0.5, 0.55]),
        curve(validation_score=[0.3, 0.6, 0.7, 0.71, 0.72], validation_error=[0.03] * 5),
        curve(validation_loss=[1.0, math.nan, 0.5]),
    ]

    def objection(self, points: Points) -> str | None:
        """Return what still became better, or None."""
        if still_falling(points):
            return f"the validation loss still fell, to {points[-1].validation_loss:.3f}"
        return f"the score still rose, to {points[-1].validation_score:.3f}" if still_rising(points) else None
