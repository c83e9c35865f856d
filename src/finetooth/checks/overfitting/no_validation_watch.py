"""FIT003: a training that nobody watched."""

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import Curve, CurvePoint


def _curve(evaluations: int) -> Curve:
    points = tuple(CurvePoint(n, 10 * n, 0.5 / n, 0.6 / n, 0.8, 0.7) for n in range(1, evaluations + 1))
    return Curve(points, "macro_f1", 10 * evaluations, stopped_early=False, planned_epochs=max(evaluations, 1))


class NoValidationWatch(Check):
    """The training was not watched.

    Why: with fewer than two evaluations on validation rows there is no best point to keep and no turn to see.
    Fix: train for more than one epoch; finetooth evaluates after each.
    Blind: whether the validation rows are like those of the field is not asked here, see DAT014 and DAT020.
    """

    code = "FIT003"
    tasks = BOTH
    severity = Severity.ERROR
    bad = [{"curve": _curve(0)}, {"curve": _curve(1)}]
    good = [{"curve": _curve(4)}]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Count the evaluations on validation rows."""
        if curve.simpler and not any(point.step for point in curve.points):
            raise NotApplicable(f"nothing was fine-tuned: a simpler model was kept ({curve.simpler})")
        watched = len(curve.points)
        evidence = {
            "evaluations": watched,
            "stopped_early": curve.stopped_early,
            "planned_epochs": curve.planned_epochs,
        }
        message = f"{counted(watched, 'evaluation')} on validation rows during training"
        if watched < 2:
            return Finding(f"{message}: nothing was watched", (), evidence)
        ended = "early stopping ended it" if curve.stopped_early else "it ran to its planned end"
        return Passed(f"{message}; {ended}", evidence)
