"""FIT004: a training that went on to learn its rows by heart."""

from finetooth.checks.overfitting.curves import TURNED, example, fitted_points, kept_point
from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Curve
from finetooth.guards.memorisation import grew_too_sure, is_late, turn


class Memorised(Check):
    """The training rows were learned by heart.

    Why: the validation loss turned and rose while the training loss fell on to what only rote learning reaches; with
    wrong labels in the data these are learned too, and last (Arpit et al. 2017, "A closer look at memorization").
    Fix: look for wrong labels (`finetooth audit`, DAT005), add rows, fewer epochs or a lower learning_rate, more
    label_smoothing_factor, weight_decay or dropout. Where the kept checkpoint lies before the turn, or knows no less
    than the models before it and is only too sure, none is needed: calibration takes that back.
    Blind: with fewer than two evaluations after the turn it is not seen, nor where early stopping came just in time.
    """

    code = "FIT004"
    tasks = BOTH
    bad = [
        {"curve": example(TURNED, best=4)},
        {"curve": example(TURNED, best=8)},
    ]
    good = [
        {"curve": example([0.9, 0.6, 0.5, 0.48, 0.47, 0.46, 0.46, 0.45], best=8)},
        {"curve": example([0.9, 0.6, 0.5, 0.44, 0.5, 0.43, 0.49, 0.47], best=6)},
        {"curve": example(TURNED, train_loss=[0.9, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5], best=4)},
    ]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Date the turn of the validation loss, and compare it with the checkpoint that was kept."""
        points = fitted_points(curve)
        if len(points) < 2:
            raise NotApplicable("one evaluation is no curve")
        kept, found, last = kept_point(curve), turn(points), points[-1]
        evidence = {
            "turn_epoch": found.epoch,
            "rise": round(found.rise, 4),
            "last_train_loss": round(last.train_loss, 4),
            "best_epoch": kept.epoch,
        }
        if found.point is None or not found.by_heart:
            looked = f"{counted(len(points), 'evaluation')} up to epoch {last.epoch:g}"
            return Passed(f"no learning by heart seen in {looked}; training loss {last.train_loss:.3f}", evidence)
        message = (
            f"validation loss turned at epoch {found.epoch:g} and rose by {found.rise:.0%} while training loss fell "
            f"to {last.train_loss:.3f}; the checkpoint of epoch {kept.epoch:g} was kept"
        )
        if grew_too_sure(kept, points):
            message += f", too sure but knowing no less: at its best temperature its loss is {kept.calibrated_loss:.3f}"
        return Finding(message, (), evidence, None if is_late(kept, points) else Severity.INFO)
