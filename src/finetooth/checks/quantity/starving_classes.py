"""QTY008: classes that more rows would serve far more than the rest."""

from finetooth.checks.quantity.curve_wording import WORTH, points
from finetooth.checks.wording import counted, listed
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.statistics import Cost, Statistics
from finetooth.facts.curve_fit.by_class import ClassCurve
from finetooth.facts.learning_curve import LearningCurve
from finetooth.problems.problem import CLASSES

NAMED = 3
FAR_MORE = 2.0  # times what the whole gains


def _curve(*classes: ClassCurve) -> LearningCurve:
    scores = (0.6, 0.66, 0.71, 0.74)
    return LearningCurve((100, 200, 400, 800), scores, 0.02, 0.01, 0.03, 800, 3, "words", "800 rows", by_class=classes)


_FED = (ClassCurve("fine", 400, 0.88, 0.01, 0.0, 0.02), ClassCurve("late", 340, 0.84, 0.02, 0.0, 0.05))


class StarvingClasses(Check):
    """Single classes starve while the others have rows enough.

    Why: macro-F1 is the mean over classes, so a few whose own curve still climbs steeply hold the whole back; rows for
    them are worth more than rows at random. Each class has a curve of its own, carried on as the whole is; named is
    only what gains for sure, all classes taken together (Bonferroni 1936), and likely twice what the whole gains.
    Fix: label rows of these classes first: search for their words, or let the model propose rows that look like them.
    Blind: classes of fewer than eight rows have no curve (QTY001 tells of them), the gain is that of twice the rows of
    every class, and of more than 200 classes only the smallest 200 are looked at.
    """

    code = "QTY008"
    problem_types = CLASSES
    bad = [{"learning_curve": _curve(*_FED, ClassCurve("fire", 60, 0.5, 0.15, 0.08, 0.22))}]
    good = [{"learning_curve": _curve(*_FED, ClassCurve("fire", 60, 0.5, 0.15, 0.0, 0.32))}]

    def judge(self, learning_curve: LearningCurve) -> Finding | Passed:
        """Compare what each class would gain with what the whole would."""
        curve = learning_curve
        if not curve.by_class:
            raise NotApplicable("no class has a curve of its own")
        starving = [one for one in curve.by_class if starves(one, curve)]
        starving.sort(key=lambda one: (-one.gain, one.label))
        shown = starving or sorted(curve.by_class, key=lambda one: (-one.gain, one.label))
        told = [_shown(one) for one in shown[:10]]
        looked = f"curves of {counted(len(curve.by_class), 'class', 'classes')}"
        if not starving:
            most = shown[0]
            message = (
                f"{looked}: none is sure to gain far more than the whole; the most, {listed([most.label])}, "
                f"{points(most.gain)} points of F1 ({points(most.low)} to {points(most.high)})"
            )
            return Passed(message, {"classes": told})
        gains = "; ".join(_told(one) for one in starving[:NAMED])
        more = f"; and {len(starving) - NAMED:,} more" if len(starving) > NAMED else ""
        message = (
            f"{looked}: {len(starving):,} starve, as twice the rows would add about {gains}{more}, "
            f"where the mean of all gains {points(curve.gain)}"
        )
        worth = sum(one.gain for one in starving) / max(1, curve.classes)
        return Finding.on(
            message,
            (),
            statistics=Statistics.of(len(curve.by_class), len(starving), threshold=round(FAR_MORE * curve.gain, 4)),
            cost=Cost(100 * worth, "score", "what twice the rows adds to these classes, over all classes"),
            classes=told,
        )


def starves(one: ClassCurve, curve: LearningCurve) -> bool:
    """Whether a class is worse than the mean, sure to gain by more rows, and likely to gain far more than the mean."""
    return one.f1 < curve.scores[-1] and one.low >= WORTH and one.gain >= FAR_MORE * curve.gain


def _told(one: ClassCurve) -> str:
    gain = f"{points(one.gain)} points ({points(one.low)} to {points(one.high)})"
    return f"{gain} to the F1 of {listed([one.label])}, {one.f1:.2f} from {counted(one.rows)}"


def _shown(one: ClassCurve) -> dict[str, object]:
    gain, low, high = (round(value, 4) for value in (one.gain, one.low, one.high))
    return {"label": one.label, "rows": one.rows, "f1": round(one.f1, 4), "gain": gain, "low": low, "high": high}
