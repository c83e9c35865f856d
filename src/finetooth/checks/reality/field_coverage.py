"""RWV006: field rows of a kind that training does not have."""

from typing import Any

from finetooth.checks.wording import SHOWN, part_of, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.statistics import Statistics
from finetooth.field.results import Coverage, FieldLook, Topic

_TIMES_USUAL = 2.0
_TIMES_TRAIN = 3.0  # a topic's share of the field beside its share of training, from where training lacks it
_SMALLEST = 0.02  # of the field
_MUCH = 0.1


def _look(uncovered: int, *topics: Topic) -> FieldLook:
    found = Coverage(400, uncovered, 0.05, topics, tuple(range(1, min(uncovered, 2) + 1)))
    return FieldLook(800, 400, 0.8, 0.77, 0.83, 0.002, True, (), found)


_ROWS = [{"text": "my gift card was not refunded"}, {"text": "refund for a gift card please"}]
_GIFTS = Topic(("gift", "card", "refund"), 0.12, 48, 0.0, ("my gift card was not refunded",), (7,))


class FieldCoverage(Check):
    """The field asks for what training does not have.

    Why: on rows that are far from all training rows the model guesses, often surely. A row counts where its nearest
    training rows are farther than those of 95 % of the training rows are; such rows are grouped by meaning.
    Fix: label rows of each group named here (6-validate/label_next.csv has them) and train on them, or hold them back.
    Blind: new meanings of known words, and rows that the base model's embeddings take for known ones.
    """

    code = "RWV006"
    fix_class = "never"
    bad = [{"rows": _ROWS, "field_look": _look(60, _GIFTS)}]
    good = [{"field_look": _look(22)}, {"field_look": _look(0)}]

    def judge(self, field_look: FieldLook | None) -> Finding | Passed:
        """Look for groups of field rows that are far from all training rows."""
        if field_look is None:
            raise NotApplicable("there are no field rows")
        found = field_look.coverage
        lacking = [one for one in found.topics if one.share >= max(_SMALLEST, _TIMES_TRAIN * one.in_train)]
        share = found.uncovered / max(1, found.rows)
        told = f"{part_of(found.uncovered, found.rows, 'field row')} far from all training rows"
        evidence: dict[str, Any] = {"topics": [_shown(one) for one in lacking], "usual": found.usual}
        if share < _TIMES_USUAL * found.usual or not lacking:
            return Passed(f"{told} (usual: {percent(found.usual)})", {**evidence, "uncovered": found.uncovered})
        counts = Statistics.of(found.rows, found.uncovered, threshold=found.usual, null=found.usual, effect=share)
        severity = Severity.WARNING if sum(one.share for one in lacking) >= _MUCH else Severity.INFO
        named = "; ".join(_named(one) for one in lacking[:3])
        return Finding.on(f"{told}: {named}", found.least, severity, statistics=counts, **evidence)


def _named(topic: Topic) -> str:
    words = ", ".join(topic.words[:4]) or "no word of its own"
    return f"{percent(topic.share)} of the field around {words} (of training {percent(topic.in_train)})"


def _shown(topic: Topic) -> dict[str, object]:
    return {
        "words": list(topic.words),
        "share": topic.share,
        "in_train": topic.in_train,
        "examples": list(topic.examples)[:SHOWN],
    }
