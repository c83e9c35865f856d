"""FIT001: a model that knows its training rows better than the task."""

import math

from finetooth.checks.overfitting.curves import TURNED, example, fitted_points, kept_point
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Curve
from finetooth.guards.memorisation import is_late, turn
from finetooth.guards.overfit_gap import MOST_GAP, gap_of

BY_ROTE = 0.3  # a certain gap of this, at a point past the turn, is more than a model that is somewhat too sure


class OverfitGap(Check):
    """The kept model is overfitted.

    Why: it has learned its training rows by heart: on new rows it is worse than the curve of the training promises.
    It blocks where both signs are there and the gap is certainly wide: what was kept is rote learning.
    Fix: fewer epochs or a lower learning rate, more weight_decay or label_smoothing_factor, a smaller model, more rows.
    Blind: the training score is the running one, with dropout on, which tells the gap rather too small; where labels
    are wrong in validation rows too, the gap holds their share as well.
    """

    code = "FIT001"
    bad = [
        {"curve": example(TURNED, best=8)},
        {"curve": example([0.9, 0.6, 0.5, 0.48], scores=[0.5, 0.6, 0.65, 0.7], best=4, train_score=0.99)},
    ]
    good = [
        {"curve": example(TURNED, best=8, calibrated_loss=[0.9, 0.6, 0.5, 0.47, 0.46, 0.45, 0.45, 0.44])},  # too sure
        {"curve": example([0.9, 0.6, 0.5, 0.48, 0.47, 0.46], best=6)},
        {"curve": example(TURNED, best=4)},
        {"curve": example([0.9, 0.6, 0.5], scores=[0.5, 0.6, 0.7], best=3, error=0.1)},
    ]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Compare the kept point with the turn of the validation loss, and its training score with its validation's."""
        kept = kept_point(curve)
        if not kept.step:
            raise NotApplicable("a simpler model was kept: nothing of it was fine-tuned")
        if not math.isfinite(kept.train_score - kept.validation_score):
            raise NotApplicable("the scores of the point that was kept are not numbers")
        points = fitted_points(curve)
        found, late, width = turn(points), is_late(kept, points), gap_of(kept)
        evidence = {
            "best_epoch": kept.epoch,
            "gap": round(width.value, 4),
            "gap_low": round(width.low, 4),
            "gap_high": round(width.high, 4),
            "turn_epoch": found.epoch,
            "rise": round(found.rise, 4),
            "stopped_early": curve.stopped_early,
        }
        told = (
            f"epoch {kept.epoch:g} of {counted(curve.planned_epochs, 'planned epoch')} was kept; its {curve.metric} is "
            f"{kept.train_score:.3f} on training rows and {kept.validation_score:.3f} on validation rows, a gap of "
            f"{width.value:.3f} ({width.low:.3f} to {width.high:.3f})"
        )
        if late:
            told += f"; the validation loss had turned at epoch {found.epoch:g} and rose by {found.rise:.0%}"
        elif curve.stopped_early:
            told += "; early stopping ended the training"
        if not (late or width.low > MOST_GAP):
            return Passed(told, evidence)
        return Finding(told, (), evidence, Severity.ERROR if late and width.low > BY_ROTE else None)
