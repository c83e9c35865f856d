"""DAT019: classes that are hard to tell apart."""

from finetooth.checks.wording import SHOWN, counted, listed
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.pairs import Separation, separations
from finetooth.facts.probe import OutOfFoldLabels
from finetooth.problems.problem import CLASSES

MOST_AREA = 0.75
GUESSING = 0.6  # where even the upper end of the interval lies below, it is more than a remark

_THINGS = ("invoice", "payment", "refund", "charge", "receipt", "parcel", "courier", "address", "shipment", "doorstep")
_ASKS = ("where is my", "please check the", "i have a question on the", "no news on my", "again a problem with this")
_ENDS = ("today", "since monday", "for order 17", "thanks")


def _rows(apart: bool) -> list[dict[str, str]]:
    """Return 200 questions under two labels: by what is asked for, or dealt out in turn."""
    return [
        {"text": f"{ask} {thing} {end}", "label": "ab"[place >= 5 if apart else (place + turn + last) % 2]}
        for last, end in enumerate(_ENDS)
        for turn, ask in enumerate(_ASKS)
        for place, thing in enumerate(_THINGS)
    ]


class OverlappingClasses(Check):
    """Two classes that models can hardly tell apart.

    Why: what no model tells apart by the text, people do not label alike either; both classes' scores have a low
    ceiling, and every row of one is a wrong example of the other. Measured as the area under the ROC curve between the
    two by out-of-fold probabilities, whose interval (Hanley & McNeil 1982) must lie below 0.75.
    Fix: merge the two, write down what parts them and relabel, or add the column that holds the difference.
    Blind: a difference that words and frozen vectors do not show, a larger model may still learn; and one that follows
    from a mistake in the labels counts as a difference.
    """

    code = "DAT019"
    problem_types = CLASSES
    fix_class = "never"
    bad = [_rows(False)]
    good = [_rows(True)]

    def judge(self, judged_labels: Judged, label_probabilities: OutOfFoldLabels) -> Finding | Passed:
        """Measure how well each class is told from those it is taken for most."""
        told = separations(label_probabilities.heard.probabilities, judged_labels.codes)
        overlapping = [pair for pair in told if pair.high < MOST_AREA]
        worst, name = told[0], judged_labels.classes
        pair = (
            f"{listed([name[worst.one], name[worst.other]])}, at {worst.area:.2f} ({worst.low:.2f} to {worst.high:.2f})"
        )
        seen = f"{judged_labels.told}, {counted(len(told), 'pair')} of neighbouring classes"
        evidence = {"pairs": [_shown(one, name) for one in (overlapping or told)[:SHOWN]]}
        if not overlapping:
            return Passed(f"{seen}: all can be told apart; the hardest is {pair} of 1", evidence)
        message = (
            f"{counted(len(overlapping), 'pair')} of classes hard to tell apart: the worst is {pair}, where 0.5 is "
            f"a guess and 1 certain ({seen})"
        )
        statistics = Statistics.of(
            len(told),
            len(overlapping),
            threshold=MOST_AREA,
            calibration="upper end of the 95 % interval of the area under the ROC curve",
            null=0.5,
            effect=round(worst.area, 4),
        )
        severity = None if worst.high < GUESSING else Severity.INFO
        return Finding.on(message, (), severity, statistics=statistics, pairs=evidence["pairs"])


def _shown(pair: Separation, name: tuple[str, ...]) -> dict[str, object]:
    area, low, high = (round(value, 4) for value in (pair.area, pair.low, pair.high))
    return {"classes": [name[pair.one], name[pair.other]], "area": area, "low": low, "high": high}
