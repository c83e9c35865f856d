"""QTY006: a learning curve that still rises."""

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Cost
from finetooth.facts.learning_curve import SPLITS, LearningCurve

WORTH = 0.01  # of macro-F1: what doubling the labelling must bring to be worth a word


def _curve(*scores: float, gain: float, low: float, high: float) -> LearningCurve:
    return LearningCurve((100, 200, 400, 800), scores, gain, low, high, 800, 4, "TF-IDF features", "1,067 rows")


class RisingCurve(Check):
    """More rows would still help.

    Why: where the score rises with every doubling, labelling more rows is the surest way to a better model. The curve
    is that of a ridge probe on frozen features at an eighth to all of the rows, carried on by a power law (Hestness et
    al. 2017; Viering & Loog 2023).
    Fix: label more rows, those of the weakest classes first, until the gain is not worth the work.
    Blind: a fine-tuned model's curve is another one, mostly higher and flatter; more rows of the same kind are meant;
    rare classes are left out. Curves are averaged over random splits of these rows alone.
    """

    code = "QTY006"
    severity = Severity.INFO
    bad = [{"learning_curve": _curve(0.52, 0.61, 0.68, 0.735, gain=0.041, low=0.03, high=0.05)}]
    good = [{"learning_curve": _curve(0.88, 0.91, 0.92, 0.923, gain=0.001, low=-0.0, high=0.004)}]

    def judge(self, learning_curve: LearningCurve) -> Finding | Passed:
        """Tell what twice the rows would bring, with its interval."""
        curve = learning_curve
        evidence = {
            "macro_f1": dict(zip(map(str, curve.sizes), (round(score, 4) for score in curve.scores), strict=True)),
            "gain_by_doubling": round(curve.gain, 4),
            "interval": [round(curve.low, 4), round(curve.high, 4)],
            "features": curve.features,
            "splits": SPLITS,
            "classes": curve.classes,
        }
        told = (
            f"about {100 * curve.gain:.1f} points of macro-F1 ({100 * curve.low:.1f} to {100 * curve.high:.1f}); "
            f"a probe on {curve.features} goes from {curve.scores[0]:.3f} at {curve.sizes[0]:,} rows "
            f"to {curve.scores[-1]:.3f}"
        )
        rows = counted(curve.rows, "training row")
        if curve.low > 0 and curve.gain >= WORTH:
            cost = Cost(100 * curve.gain, "score", "a power law through the learning curve of a probe")
            return Finding(f"doubling the {rows} would add {told}", (), evidence, cost=cost)
        return Passed(f"the curve is flat: doubling the {rows} would add {told}", evidence)
