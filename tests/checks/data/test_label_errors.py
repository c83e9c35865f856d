"""DAT005: what the finding says, and what it does not claim."""

import random
from collections.abc import Callable
from typing import Any

from finetooth.checks.data.label_errors import LabelErrors, _rows
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Verdict

Judge = Callable[[type[Check], Any], Verdict]


def test_the_wrong_rows_are_named_worst_first(judge: Judge) -> None:
    verdict = judge(LabelErrors, _rows(5))
    assert verdict.outcome is Outcome.FAILED
    assert set(verdict.rows) <= {*range(1, 6), *range(126, 131)}
    assert len(verdict.rows) >= 8
    scores = [partner.score for partner in verdict.partners]
    assert scores == sorted(scores, reverse=True)
    assert [partner.row for partner in verdict.partners] == list(verdict.rows)
    assert verdict.precision is not None
    assert 0.7 <= verdict.precision.low <= verdict.precision.value
    assert "planted flips" in verdict.precision.source
    assert verdict.statistics is not None
    assert verdict.statistics.threshold is not None
    assert min(scores) >= verdict.statistics.threshold
    assert verdict.cost is not None
    assert verdict.cost.points >= 4


def test_the_suggestion_is_shown_and_never_applied(judge: Judge) -> None:
    verdict = judge(LabelErrors, _rows(5))
    first = verdict.evidence["worst"][0]
    assert {first["label"], first["suggested"]} == {"billing", "delivery"}
    assert LabelErrors.fix_class == "never"
    assert not LabelErrors().fixes


def test_a_pass_states_the_bound_and_offers_rows_to_check(judge: Judge) -> None:
    verdict = judge(LabelErrors, _rows(0))
    assert verdict.outcome is Outcome.PASSED
    assert "at most" in verdict.message
    assert len(verdict.evidence["hand_check_sample"]) == 50
    assert verdict.evidence["planted"]["found"] > 0.5


def test_labels_without_rhyme_are_not_judged(judge: Judge) -> None:
    draw = random.Random(1)
    words = [f"word{n}" for n in range(40)]
    rows = [{"text": " ".join(draw.choices(words, k=8)), "label": draw.choice("ab")} for _ in range(300)]
    verdict = judge(LabelErrors, rows)
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "stand out" in verdict.message


TOPICS = {"garden": ("rose", "hedge", "lawn", "spade"), "kitchen": ("oven", "spoon", "dough", "pepper")}
PLAIN = ("today", "we", "saw", "some", "other", "people", "near", "here", "while", "they", "spoke", "of", "this")


def _topics(mistakes: int) -> list[dict[str, str]]:
    """Return rows about none, one or both topics; the first rows have the garden where they should not, or lack it."""
    draw, rows = random.Random(6), []
    for place in range(900):
        topics = {name for name in TOPICS if draw.random() < 0.4}
        words = draw.sample(PLAIN, 4) + [draw.choice(TOPICS[name]) for name in sorted(topics) for _ in "ab"]
        topics ^= {"garden"} if place < mistakes else set()
        rows.append({"text": " ".join(words), "label": "\x1f".join(sorted(topics))})
    return rows


def test_of_several_labels_the_one_that_is_wrong_is_named(judge: Judge) -> None:
    verdict = judge(LabelErrors, _topics(40))
    assert verdict.outcome is Outcome.FAILED
    assert len({*range(1, 41)} & {*verdict.rows}) >= 30
    assert len({*range(1, 41)} & {*verdict.rows}) >= 0.85 * len(verdict.rows)
    assert "'garden' seems missing in" in verdict.message
    assert "wrongly given in" in verdict.message
    assert "2 of 2 labels, one by one" in verdict.message
    assert [one["label"] for one in verdict.evidence["by_label"]] == ["garden"]
    assert {one["seems"] for one in verdict.evidence["worst"]} == {"missing", "wrongly given"}
    assert verdict.precision is not None
    assert 0.7 <= verdict.precision.low <= verdict.precision.value
    assert [partner.row for partner in verdict.partners] == list(verdict.rows)


def test_several_labels_that_are_right_pass(judge: Judge) -> None:
    verdict = judge(LabelErrors, _topics(0))
    assert verdict.outcome is Outcome.PASSED
    assert "2 of 2 labels" in verdict.message
    assert verdict.evidence["planted"]["garden"]["found"] > 0.5


def test_several_labels_without_rhyme_are_not_judged(judge: Judge) -> None:
    draw = random.Random(1)
    words = [f"word{n}" for n in range(40)]
    rows = [
        {"text": " ".join(draw.choices(words, k=8)), "label": draw.choice(["", "a", "b", "a\x1fb"])} for _ in range(300)
    ]
    verdict = judge(LabelErrors, rows)
    assert verdict.outcome in (Outcome.NOT_APPLICABLE, Outcome.PASSED)
    assert not verdict.rows


def test_too_few_rows_say_why(judge: Judge) -> None:
    verdict = judge(LabelErrors, _rows(0)[:60])
    assert verdict.outcome is Outcome.NOT_APPLICABLE
    assert "100 in two classes are needed" in verdict.message
