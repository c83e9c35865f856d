"""QTY006: a learning curve that still rises."""

from typing import Any

from finetooth.checks.quantity.curve_wording import WORTH, rises, told_gain, told_needed
from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Cost
from finetooth.facts.curve_fit.crossed import FOLDS
from finetooth.facts.curve_fit.projection import Expected, Needed
from finetooth.facts.learning_curve import LearningCurve
from finetooth.problems.problem import CLASSES


def _curve(*scores: float, gain: float, low: float, high: float) -> LearningCurve:
    last = scores[-1]
    ahead = (Expected(800, last, last - 0.02, last + 0.02), Expected(1_600, last + gain, last + low, last + high))
    needed = (Needed(0.8, 2_400, 1_700, 4_600), Needed(0.95, None, None, None))
    sizes, words = (100, 200, 400, 800), "words and pairs of words"
    return LearningCurve(
        sizes, scores, gain, low, high, 800, 4, words, "800 rows", scores, scores, ahead, needed, (0.9, 0.85, 0.94)
    )


class RisingCurve(Check):
    """More rows would still help.

    Why: where the score rises with every doubling, labelling more rows is the surest way to a better model. The curve
    is that of a quick probe at an eighth to all of the rows, carried on by power laws (Hestness et al. 2017; Viering &
    Loog 2023), with a ceiling and without, and others, each by its weight: the interval covers both the rows' chance
    and which law holds.
    Fix: label more rows, those of the weakest classes first, until the gain is not worth the work.
    Blind: a fine-tuned model's curve is another one, mostly higher and flatter; more rows of the same kind are meant;
    rare classes are left out. How far a law holds beyond the rows there are, no data tell.
    """

    code = "QTY006"
    problem_types = CLASSES
    severity = Severity.INFO
    bad = [{"learning_curve": _curve(0.52, 0.61, 0.68, 0.735, gain=0.041, low=0.03, high=0.05)}]
    good = [{"learning_curve": _curve(0.88, 0.91, 0.92, 0.923, gain=0.001, low=0.0, high=0.004)}]

    def judge(self, learning_curve: LearningCurve) -> Finding | Passed:
        """Tell what twice the rows would bring and what the next scores need, with their intervals."""
        curve, evidence = learning_curve, _evidence(learning_curve)
        told = (
            f"a probe on {curve.features} goes from {curve.scores[0]:.3f} at {curve.sizes[0]:,} rows "
            f"to {curve.scores[-1]:.3f}"
        )
        doubling = f"doubling the {counted(curve.rows, 'training row')} would add {told_gain(curve)}"
        if not rises(curve):
            flat = (
                "the curve is flat" if curve.high < 2 * WORTH else "it is not sure that the curve still rises by much"
            )
            return Passed(f"{flat}: {doubling}; {told}", evidence)
        needs = f"; {told_needed(curve)}" if curve.needed else ""
        cost = Cost(100 * curve.gain, "score", "power laws and others through the learning curve of a probe")
        return Finding(f"{doubling}{needs}; {told}", (), evidence, cost=cost)


def _evidence(curve: LearningCurve) -> dict[str, Any]:
    """Return what the chart of the curve is drawn from, too."""
    ends = zip(curve.lows or curve.scores, curve.highs or curve.scores, strict=True)
    return {
        "macro_f1": dict(zip(map(str, curve.sizes), (round(score, 4) for score in curve.scores), strict=True)),
        "macro_f1_interval": [[round(low, 4), round(high, 4)] for low, high in ends],
        "gain_by_doubling": round(curve.gain, 4),
        "interval": [round(curve.low, 4), round(curve.high, 4)],
        "rows": curve.rows,
        "laws": _points(curve.laws),
        "expected": _points(curve.ahead),
        "needed": [[one.score, one.rows, one.low, one.high] for one in curve.needed],
        "ceiling": None if curve.ceiling is None else [round(value, 4) for value in curve.ceiling],
        "features": curve.features,
        "folds": FOLDS,
        "classes": curve.classes,
    }


def _points(found: tuple[Expected, ...]) -> list[list[float]]:
    return [[one.rows, *(round(value, 4) for value in (one.score, one.low, one.high))] for one in found]
