"""FIT008: a training that ended while the model still became better."""

import math

from finetooth.checks.overfitting.curves import example, fitted_points, kept_point
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Curve
from finetooth.guards.unfinished import still_falling, still_rising

LEAST = 3


class EndedTooSoon(Check):
    """The training ended too soon.

    Why: at its last evaluation the validation score still rose by more than noise, or the validation loss still fell
    as fast as before: with more steps the same rows would teach more.
    Fix: where it ran to its planned end, raise num_train_epochs (or the learning_rate); where early stopping ended it,
    raise early_stopping_patience.
    Blind: a learning rate that falls to zero flattens any curve: what another schedule would still gain is not seen.
    """

    code = "FIT008"
    bad = [
        {"curve": example([1.3, 1.1, 0.9, 0.72, 0.55], scores=[0.4, 0.5, 0.6, 0.7, 0.8], best=5)},
        {"curve": example([1.3, 1.2, 1.1, 1.0], scores=[0.3] * 4, best=1, stopped_early=True, planned_epochs=20)},
    ]
    good = [
        {"curve": example([1.3, 0.8, 0.6, 0.56, 0.55], scores=[0.4, 0.7, 0.8, 0.81, 0.812], best=5)},
        {"curve": example([0.9, 0.6, 0.5, 0.55, 0.6], best=3, planned_epochs=20)},
    ]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Look at how the validation score and loss went in the last evaluations."""
        points = fitted_points(curve)
        if len(points) < LEAST:
            raise NotApplicable("fewer than three evaluations show no direction")
        kept, last = kept_point(curve), points[-1]
        rising, falling = still_rising(points), still_falling(points)
        ended = "early stopping ended it" if curve.stopped_early else "it ran to its planned end"
        waited = sum(point.step > kept.step for point in points)
        evidence = {
            "best_epoch": kept.epoch,
            "last_epoch": last.epoch,
            "planned_epochs": curve.planned_epochs,
            "score_rising": rising,
            "loss_falling": falling,
            "share_after_best": round(1 - kept.step / last.step, 3) if last.step else math.nan,
        }
        how = f"{ended} at epoch {last.epoch:g} of {curve.planned_epochs}"
        if rising or falling:
            what = " and ".join(
                said
                for said, true in (
                    (f"the {curve.metric} still rose beyond its noise", rising),
                    (f"the validation loss still fell, to {last.validation_loss:.3f}", falling),
                )
                if true
            )
            return Finding(f"{how}, while {what}", (), evidence)
        after = f"{counted(waited, 'evaluation')} after the best, epoch {kept.epoch:g}, brought nothing more"
        return Passed(f"{how}; {after}", evidence)
