"""How the checks tell of a learning curve: what doubling brings, and the rows that a score needs."""

from finetooth.facts.curve_fit.projection import MOST, Needed
from finetooth.facts.learning_curve import LearningCurve

WORTH = 0.01  # of macro-F1: what doubling the labelling must bring to be worth a word


def points(share: float) -> str:
    """Return a share as points of 100: ``4.1``."""
    return f"{100 * share:.1f}"


def told_gain(curve: LearningCurve) -> str:
    """Return ``about 4.1 points of macro-F1 (3.0 to 5.0)``."""
    return f"about {points(curve.gain)} points of macro-F1 ({points(curve.low)} to {points(curve.high)})"


def told_needed(curve: LearningCurve) -> str:
    """Return ``0.90 needs about 2,400 rows (1,700 to 4,600), 0.93 lies beyond what the curve reaches``."""
    return ", ".join(_needs(one) for one in curve.needed)


def rises(curve: LearningCurve) -> bool:
    """Whether more rows are sure to help, and enough to be worth a word."""
    return curve.low > 0 and curve.gain >= WORTH


def _needs(one: Needed) -> str:
    if one.low is None:
        return f"{one.score:.2f} lies beyond what the curve reaches"
    if one.rows is None:
        return f"{one.score:.2f} needs {one.low:,} rows at the least, and may never come"
    ends = (
        f"{one.low:,} to {one.high:,}" if one.high is not None else f"{one.low:,} to more than {MOST:.0f} times these"
    )
    return f"{one.score:.2f} needs about {one.rows:,} rows ({ends})"
