"""DAT006: one class taken for another more often than chance."""

import numpy as np

from finetooth.checks.wording import SHOWN, counted, listed, names, percent
from finetooth.core.check import Check
from finetooth.core.finding import Finding, Passed
from finetooth.core.statistics import Statistics
from finetooth.facts.label_noise.judged import Judged
from finetooth.facts.label_noise.pairs import Mistaken, confident, mistaken_pairs
from finetooth.facts.probe import OutOfFoldLabels
from finetooth.problems.problem import CLASSES

MOST_Q = 0.01
FEWEST, LEAST_SHARE, LEAST_RATIO = 5, 0.05, 2.0  # rows, share of the class, and times chance: worth a word from there

_THINGS = {
    "billing": ("invoice", "payment", "refund", "charge", "receipt"),
    "delivery": ("parcel", "courier", "address", "shipment", "doorstep"),
    "account": ("password", "login", "profile", "username", "email"),
}
_ASKS = ("where is my", "please check the", "i have a question on the", "no news on my", "again a problem with this")
_ENDS = ("today", "since monday", "for order 17")


def _rows(wrong: int) -> list[dict[str, str]]:
    """Return 225 questions of three kinds; every ``wrong``-th on billing (0: none) is labelled delivery."""
    return [
        {
            "text": f"{ask} {thing} {end}",
            "label": "delivery" if label == "billing" and wrong and (n + m) % wrong == 0 else label,
        }
        for label, things in _THINGS.items()
        for end in _ENDS
        for n, ask in enumerate(_ASKS)
        for m, thing in enumerate(things)
    ]


class ClassPairDisagreement(Check):
    """Rows of one class look like one certain other class.

    Why: mistakes that go one way come from a guideline that two people read differently, or from two classes that mean
    the same; each such row teaches the opposite of its neighbours. Counted by the confident joint (Northcutt et al.
    2021) against disagreements dealt out by chance, with Benjamini-Hochberg over all pairs.
    Fix: read the rows shown, write down where one class ends and the other begins, and relabel by that rule.
    Blind: it does not tell who is right, nor whether rows are mislabelled or hard; pairs of classes that are labelled
    alike by one consistent mistake look like agreement.
    """

    code = "DAT006"
    problem_types = CLASSES
    fix_class = "never"
    bad = [_rows(5)]
    good = [_rows(0)]

    def judge(self, judged_labels: Judged, label_probabilities: OutOfFoldLabels) -> Finding | Passed:
        """Count confident disagreements by pair of classes."""
        told, codes = label_probabilities.heard.probabilities, judged_labels.codes
        pairs, sizes = mistaken_pairs(told, codes), np.bincount(codes)
        kept = [pair for pair in pairs if _counts(pair, int(sizes[pair.given]))]
        disagreeing, classes = sum(pair.rows for pair in pairs), len(judged_labels.classes)
        seen = f"{judged_labels.told}, {counted(disagreeing, 'confident disagreement')}"
        if not kept:
            return Passed(f"{seen}: none of {counted(classes * (classes - 1), 'pair')} of classes stands out")
        looks = confident(told, codes)
        first = kept[0]
        name = judged_labels.classes
        given, looked = listed([name[first.given]]), listed([name[first.seen]])
        message = (
            f"{counted(first.rows, 'row')} labelled {given} ({percent(first.rows / sizes[first.given])}) "
            f"look like {looked}, where chance gives {first.expected:.1f}; {counted(len(kept), 'pair')} of classes "
            f"stand out so ({seen})"
        )
        ranks = label_probabilities.heard.score
        shown = [_shown(pair, judged_labels, looks, ranks) for pair in kept[:SHOWN]]
        statistics = Statistics.of(
            len(codes),
            sum(pair.rows for pair in kept),
            threshold=MOST_Q,
            calibration="Benjamini-Hochberg over all pairs of classes",
            null=round(first.expected, 2),
            effect=float(first.rows),
        )
        return Finding.on(message, (), statistics=statistics, pairs=shown)


def _counts(pair: Mistaken, size: int) -> bool:
    enough = max(FEWEST, LEAST_SHARE * size, LEAST_RATIO * pair.expected)
    return pair.q <= MOST_Q and pair.rows >= enough


def _shown(pair: Mistaken, judged: Judged, looks: np.ndarray, ranks: np.ndarray) -> dict[str, object]:
    rows = np.flatnonzero((judged.codes == pair.given) & (looks == pair.seen))
    worst = rows[np.argsort(-ranks[rows], kind="stable")]
    return {
        "labelled": judged.classes[pair.given],
        "looks_like": judged.classes[pair.seen],
        "rows": pair.rows,
        "expected": round(pair.expected, 2),
        "q": float(f"{pair.q:.2g}"),
        "examples": names(judged.ids.gather(worst[:SHOWN].tolist())),
    }
