"""QTY009: a curve that is flat because of the labels, not for want of rows."""

from dataclasses import dataclass

from finetooth.checks.data.overlapping_classes import MOST_AREA
from finetooth.checks.quantity.curve_wording import WORTH, points, told_gain
from finetooth.checks.wording import listed, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.pairs import separations
from finetooth.facts.label_noise.suspects import BLIND, LabelNoise
from finetooth.facts.learning_curve import LearningCurve
from finetooth.facts.probe import OutOfFoldLabels
from finetooth.problems.problem import CLASSES

LITTLE = 0.03  # missing to a perfect score: nobody needs a reason for it
MOST_OF_IT = 0.5


def _curve(gain: float, high: float) -> LearningCurve:
    scores, confused = (0.77, 0.78, 0.785, 0.788), (("late", "lost", 0.2),)
    sizes, words = (100, 200, 400, 800), "words and pairs of words"
    return LearningCurve(sizes, scores, gain, 0.0, high, 800, 4, words, "800 rows", mixed_up=confused)


_NOISE = LabelNoise(0.15, 0.12, 0.18, None, 100, 0.8, 0.9, 0.7)


@dataclass(frozen=True)
class _Reasons:
    """What may hold a flat curve down: the share of the missing points that wrong labels, and overlaps, explain."""

    missing: float
    noise: LabelNoise | None
    overlapping: tuple[tuple[str, str], ...] | None
    overlap: float

    @property
    def by_noise(self) -> float:
        """The share that wrong labels explain at the least."""
        return min(1.0, self.noise.low / self.missing) if self.noise else 0.0


class NoiseCeiling(Check):
    """The labels hold the score down, not the number of rows.

    Why: where the curve is flat below 1 more rows of the same kind change nothing. Rows with a wrong label are answered
    wrongly by the best of models (Frenay & Verleysen 2014), and classes that nothing tells apart are a toss: both set
    a ceiling. Wrong labels are counted by what planted mistakes show (DAT005), overlaps by out-of-fold models (DAT019).
    Fix: correct the labels that DAT005 names, write down what parts classes that overlap or merge them, and only then
    label more.
    Blind: mistakes made everywhere alike, which every model learns; the limits of the probe's features, which a
    fine-tuned model may pass; and what a text does not say. Where no reason is found, none is claimed.
    """

    code = "QTY009"
    problem_types = CLASSES
    fix_class = "never"
    bad = [{"learning_curve": _curve(0.002, 0.008), "label_noise": _NOISE}]
    good = [
        {"learning_curve": _curve(0.03, 0.05), "label_noise": _NOISE},
        {"learning_curve": _curve(0.002, 0.008), "label_noise": LabelNoise(0.01, 0.0, 0.02, None, 100, 0.8, 0.9, 0.7)},
    ]

    def judge(
        self,
        learning_curve: LearningCurve,
        label_noise: LabelNoise | None = None,
        judged_labels: Judged | None = None,
        label_probabilities: OutOfFoldLabels | None = None,
    ) -> Finding | Passed:
        """Compare what is missing to 1 on a flat curve with what the labels explain."""
        curve = learning_curve
        reached = min(1.0, curve.scores[-1] + curve.gain)
        if curve.gain >= WORTH or curve.high >= 3 * WORTH:
            end = f"doubling the rows would add {told_gain(curve)}: no ceiling is in sight"
            return Passed(f"the curve is not known to be flat at {curve.scores[-1]:.3f}; {end}")
        if 1 - reached < LITTLE:
            return Passed(f"the curve is flat at {curve.scores[-1]:.3f}, with little left to gain")
        noise = label_noise if label_noise is not None and label_noise.found >= BLIND else None
        pairs = _overlapping(judged_labels, label_probabilities)
        if noise is None and pairs is None:
            raise NotApplicable("the curve is flat, but what the labels have to do with it could not be measured")
        mixed = {frozenset(names[:2]): names[2] for names in curve.mixed_up}
        overlap = sum(mixed.get(frozenset(pair), 0.0) for pair in pairs or ())
        return _told(curve, _Reasons(1 - reached, noise, pairs, overlap))


def _told(curve: LearningCurve, reasons: _Reasons) -> Finding | Passed:
    flat = f"the curve is flat at {curve.scores[-1]:.3f}: twice the rows would add {told_gain(curve)}"
    told = f"{flat}. Of the {points(reasons.missing)} points missing to 1 {_of_noise(reasons)}; {_of_overlap(reasons)}"
    evidence = {
        "score": round(curve.scores[-1], 4),
        "missing": round(reasons.missing, 4),
        "noise": [round(value, 4) for value in (reasons.noise.low, reasons.noise.high)] if reasons.noise else None,
        "overlapping": [list(pair) for pair in (reasons.overlapping or ())[:10]],
        "mistakes_between_them": round(reasons.overlap, 4),
    }
    if reasons.by_noise >= MOST_OF_IT:
        return Finding(told, (), evidence)
    if reasons.overlap >= MOST_OF_IT:
        return Finding(told, (), evidence, Severity.INFO)
    return Passed(f"{told}. What else holds it back is not known", evidence)


def _of_noise(reasons: _Reasons) -> str:
    if reasons.noise is None:
        return "nobody could tell how many are wrong labels"
    low, high = (min(reasons.missing, end) for end in (reasons.noise.low, reasons.noise.high))
    return f"wrong labels take {points(low)} to {points(high)}"


def _of_overlap(reasons: _Reasons) -> str:
    if not reasons.overlapping:
        return "no two classes overlap" if reasons.overlapping == () else "overlaps could not be measured"
    pair = listed(list(reasons.overlapping[0]))
    more = f" and {len(reasons.overlapping) - 1:,} more pairs" if len(reasons.overlapping) > 1 else ""
    return f"{percent(reasons.overlap)} of the probe's mistakes fall between classes nothing tells apart ({pair}{more})"


def _overlapping(judged: Judged | None, probabilities: OutOfFoldLabels | None) -> tuple[tuple[str, str], ...] | None:
    if judged is None or probabilities is None:
        return None
    name = judged.classes
    told = separations(probabilities.heard.probabilities, judged.codes)
    return tuple((name[pair.one], name[pair.other]) for pair in told if pair.high < MOST_AREA)
