"""FIT005: a training that diverged on the way, and went on from an earlier state."""

from dataclasses import asdict

from finetooth.checks.overfitting.curves import example, fitted_points
from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Curve, Retry

_SOUND = [0.9, 0.6, 0.5, 0.45]
_RETRY = Retry(25, 20, "the loss is not a number", 1e-4)


class DivergedOnTheWay(Check):
    """The training diverged on the way.

    Why: the loss became no number or exploded; what was learned since the last good state is lost, and the rest was
    learned more slowly than planned. With the next seed it may not recover.
    Fix: set learning_rate to the one it went on with, or a longer warmup_ratio; look at rows of extreme length.
    Blind: a loss that jumps and comes back between two evaluations is no divergence here, see FIT009.
    """

    code = "FIT005"
    tasks = BOTH
    bad = [
        {"curve": example(_SOUND, best=4, retries=(_RETRY,))},
        {"curve": example(_SOUND, best=4, retries=(_RETRY, Retry(35, 30, "the gradient became inf in step 35", 5e-5)))},
    ]
    good = [{"curve": example(_SOUND, best=4)}]

    def judge(self, curve: Curve) -> Finding | Passed:
        """Tell each divergence: where, why, and with which learning rate it went on."""
        points = fitted_points(curve)
        last = points[-1]
        if not curve.retries:
            return Passed(f"no divergence in {counted(last.step, 'step')}, {counted(len(points), 'evaluation')}")
        told = "; ".join(
            f"step {retry.step:,}: {retry.reason}, back to step {retry.back_to:,} and on with a learning rate of at "
            f"most {retry.learning_rate:.3g}"
            for retry in curve.retries
        )
        return Finding.on(
            f"training diverged {counted(len(curve.retries), 'time')}: {told}",
            (),
            retries=[asdict(retry) for retry in curve.retries],
        )
