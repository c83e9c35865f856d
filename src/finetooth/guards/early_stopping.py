"""Early stopping: which evaluation to keep, and whether training should end. Both know how noisy the score is.

Points of test macro-F1 lost against the best evaluation in hindsight, over 22 trainings of MiniLM on six sets, each of
them judged by twenty draws of validation rows: 1.7 on 1,000 clean rows (the highest score with a patience of 3 loses
1.6), 1.3 with 5 % of the labels wrong (1.6), 2.1 on 400 rows with 30 % wrong (2.3), 0.9 on 80 rows (2.5). The keys are
a later point among scores that are alike until the loss turns, where a model that only grew too sure has not turned,
and more patience where a score says less. `bench/overfit.py --draws 20` is how.
"""

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from finetooth.core.results import CurvePoint
from finetooth.guards.guard import Guard, Points, curve
from finetooth.guards.memorisation import knows_less
from finetooth.guards.no_learning import CHANCE

PATIENCE = 3
LEAST_FALL = 0.01  # share by which the validation loss must fall to count as progress
PROGRESS = 0.5  # standard errors of the score that count as progress
ALIKE = 1.0  # standard errors up to which two scores tell nothing of which model is better
SURER = 0.75  # standard errors by which a score must be higher once the loss has turned
TURNED = (0.02, 0.10)  # least and most of what the loss may lie above its least before it counts as turned
LEAST_EPOCHS = 2.0  # patience is no shorter, however often an epoch is evaluated (but for a patience of 1)
SURE = 0.03  # a standard error up to which `patience` evaluations tell enough; above, in proportion more are asked
MOST_STRETCH = 4.0


class _Least(NamedTuple):
    """The least validation loss so far, as it is and as guards go by it (CurvePoint.judging_loss)."""

    plain: float = math.inf
    judging: float = math.inf

    def with_point(self, point: CurvePoint) -> "_Least":
        """Take one more point into account; losses that are no number are none."""
        seen = zip(self, (point.validation_loss, point.judging_loss), strict=True)
        return _Least(*(min(least, loss) if math.isfinite(loss) else least for least, loss in seen))


@dataclass(frozen=True)
class Stopping:
    """``best`` is the index of the point to keep; ``stop``: whether to end now; ``progress``: the last point of any."""

    best: int
    stop: bool
    progress: int = 0


def decide(
    points: Points, patience: int = PATIENCE, threshold: float | None = None, guessing: float = math.inf
) -> Stopping:
    """Find the point to keep so far and say whether training should end.

    Where ``threshold`` is a number, a point is better if its score exceeds the best before it by more than that. Where
    it is None, what counts is the standard error of the score (CurvePoint.validation_error): see ``_is_better``.
    ``guessing`` is the validation loss of a model that knows nothing.

    Training ends after ``patience`` evaluations without progress: a score higher by more than the threshold (half a
    standard error), or the lowest validation loss yet (by 1 %), as under imbalance macro-F1 stands still for epochs
    while the loss shows that the model learns. By noise, patience is longer where a score says less.

    It depends on the points alone, and the best of n + 1 points is the best of n or the newest one: patience and best
    weights outlive an interruption. Source: Prechelt 1998, "Early stopping - but when?".
    """
    if not points:
        raise ValueError("there is no evaluation yet to decide on")
    best, latest = 0, 0
    highest, reached, lowest = -math.inf, -math.inf, _Least()
    for place, point in enumerate(points):
        score = point.validation_score
        if point.judging_loss < lowest.judging * (1 - LEAST_FALL):
            latest = place
        lowest = lowest.with_point(point)
        if not math.isfinite(score):
            continue
        learned = lowest.plain < CHANCE * guessing
        if _is_better(point, highest, lowest if learned else _Least(), threshold):
            best = place
        if score > reached + _margin(point, threshold, PROGRESS):
            reached, latest = score, place
        highest = max(highest, points[best].validation_score if threshold is not None else score)
    return Stopping(best, _waited(points, latest, patience, threshold), latest)


def _is_better(point: CurvePoint, highest: float, lowest: _Least, threshold: float | None) -> bool:
    """Say whether a point is to be kept in place of the best so far.

    By noise: a later point within a standard error of the highest score wins as long as the validation loss has not
    turned, since scores that close tell nothing, and the longer and better annealed training is the better one (few
    rows: Mosbach et al. 2021). Once the loss lies above its least by more than its noise, and by more than one
    temperature takes back, the rows are being memorised: then only a score that is higher by three quarters of an error
    wins, and a tie goes to the earlier. Where the loss never was below that of a guess, its least is that of a model
    which had learned nothing yet, and says nothing.
    """
    score = point.validation_score
    if threshold is not None:
        return score > highest + threshold
    margin = _margin(point, None, ALIKE)
    allowed = min(TURNED[1], max(TURNED[0], margin))  # both noises fall with the square root of the rows
    if knows_less(point, lowest.judging) and point.validation_loss > lowest.plain * (1 + allowed):
        return score > highest + _margin(point, None, SURER)
    return score >= highest - margin if margin else score > highest


def _margin(point: CurvePoint, threshold: float | None, errors: float) -> float:
    if threshold is not None:
        return threshold
    return errors * point.validation_error if math.isfinite(point.validation_error) else 0.0


def _waited(points: Points, latest: int, patience: int, threshold: float | None) -> bool:
    """Whether enough evaluations and epochs have passed since the last progress."""
    evaluations, epochs = len(points) - 1 - latest, points[-1].epoch - points[latest].epoch
    error, stretch = points[-1].validation_error, 1.0
    if threshold is None and math.isfinite(error):
        stretch = min(MOST_STRETCH, max(1.0, error / SURE))
    return evaluations >= patience * stretch and epochs >= min(patience, LEAST_EPOCHS) - 1e-6


@dataclass(frozen=True)
class EarlyStopping(Guard):
    """Training ends when neither the validation score nor its loss has become better for ``patience`` evaluations."""

    patience: int = PATIENCE
    threshold: float | None = None

    name = "early_stopping"
    bad: ClassVar[list[Points]] = [
        curve(validation_score=[0.5, 0.8, 0.7, 0.7, 0.7]),
        curve(validation_score=[0.5, 0.8, 0.8, 0.8, 0.8]),  # a tie is no progress
        curve(validation_score=[0.8, math.nan, math.nan, math.nan]),
        curve(validation_score=[0.5, 0.8, 0.805, 0.805, 0.808], validation_error=[0.02] * 5),  # nor is chance
    ]
    good: ClassVar[list[Points]] = [
        curve(validation_score=[0.5]),
        curve(validation_score=[0.5, 0.6, 0.7, 0.8, 0.9]),
        curve(validation_score=[0.5, 0.8, 0.7, 0.7]),  # patience is not used up
        curve(validation_score=[0.5, 0.8, 0.7, 0.7, 0.81]),
        curve(validation_score=[0.3, 0.3, 0.3, 0.3, 0.3], validation_loss=[1.0, 0.9, 0.8, 0.7, 0.6]),  # it still learns
        curve(validation_score=[0.5, 0.8, 0.7, 0.7, 0.7], validation_error=[0.06] * 5),  # too noisy to tell so soon
    ]

    def objection(self, points: Points) -> str | None:
        """Return why training should end, or None."""
        decision = decide(points, self.patience, self.threshold)
        then = points[decision.progress]
        said = f"no better validation score than {then.validation_score:.3f} (epoch {then.epoch:g})"
        waited = len(points) - 1 - decision.progress
        return f"{said} in {waited} evaluations, nor a lower loss" if decision.stop else None
