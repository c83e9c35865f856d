"""FIT001: a model that knows its training rows better than the task."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Curve, CurvePoint
from finetooth.guards.overfit_gap import gap

MOST_GAP = 0.15


def _curve(losses: list[float], best: int, train_score: float = 0.9, score: float = 0.85) -> Curve:
    points = tuple(
        CurvePoint(n, 10 * n, 0.9 / n, loss, train_score, score - 0.01 * abs(n - best))
        for n, loss in enumerate(losses, start=1)
    )
    return Curve(points, "macro_f1", 10 * best, stopped_early=len(losses) > best, planned_epochs=len(losses))


class OverfitGap(Check):
    """The kept model is overfitted.

    Why: it has learned its training rows by heart: on new rows it is worse than the curve of the training promises.
    Fix: fewer epochs or a lower learning rate, more weight_decay or label_smoothing_factor, a smaller model, more rows.
    """

    code = "FIT001"
    bad = [
        {"curve": _curve([0.9, 0.6, 0.5, 0.48, 0.55, 0.66, 0.78, 0.93], best=8)},
        {"curve": _curve([0.9, 0.6, 0.5, 0.48], best=4, train_score=0.99, score=0.7)},
    ]
    good = [
        {"curve": _curve([0.9, 0.6, 0.5, 0.48, 0.47, 0.46], best=6)},
        {"curve": _curve([0.9, 0.6, 0.5, 0.48, 0.55, 0.66, 0.78, 0.93], best=4)},
    ]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Compare the kept point with the turn of the validation loss, and its training score with its validation's."""
        kept = next((point for point in curve.points if point.step == curve.best_step), None)
        if kept is None:
            raise NotApplicable("the curve does not hold the point that was kept")
        difference = kept.train_score - kept.validation_score
        if not math.isfinite(difference):
            raise NotApplicable("the scores of the point that was kept are not numbers")
        found = gap(curve.points)
        turn = found.turn_epoch if found.turned else None
        evidence = {
            "best_epoch": kept.epoch,
            "gap": round(difference, 4),
            "turn_epoch": turn,
            "rise": round(found.rise, 4),
            "stopped_early": curve.stopped_early,
        }
        told = (
            f"epoch {kept.epoch:g} of {counted(curve.planned_epochs, 'planned epoch')} was kept; its {curve.metric} is "
            f"{kept.train_score:.3f} on training rows and {kept.validation_score:.3f} on validation rows"
        )
        late = turn is not None and kept.epoch > turn
        if late:
            told += f"; the validation loss had turned at epoch {turn:g} and rose by {found.rise:.0%}"
        elif curve.stopped_early:
            told += "; early stopping ended the training"
        return Finding(told, (), evidence) if late or difference > MOST_GAP else Passed(told, evidence)
