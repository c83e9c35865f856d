"""PRE012."""

import pytest

from finetooth.checks.preparation.placeholder_text import PlaceholderText
from finetooth.core.finding import Outcome

LONG = [{"text": f"The room on floor {n} was clean and quiet.", "label": "ab"[n % 2]} for n in range(60)]
SHORT = [{"text": "yes please", "label": "a"} for _ in range(10)]


@pytest.mark.parametrize(
    "text",
    ["N/A", "n/a.", "NULL", "NaN", "#REF!", "(no text)", "[deleted]", "tbd", "asdf", "keine Angabe", "нет данных"],
)
def test_a_sure_placeholder_is_found_everywhere(judge, text: str) -> None:
    for others in (LONG, SHORT):
        verdict = judge(PlaceholderText, [*others, {"text": text, "label": "a"}])
        assert verdict.rows == (len(others) + 1,), others[0]


@pytest.mark.parametrize("text", ["none", "test", "-", "...", "???", "xxx", "ninguno", "无"])
def test_a_word_that_can_be_an_answer_is_found_only_among_long_texts(judge, text: str) -> None:
    assert judge(PlaceholderText, [*LONG, {"text": text, "label": "a"}]).rows == (61,)
    verdict = judge(PlaceholderText, [*LONG, *SHORT, {"text": text, "label": "a"}])
    assert verdict.outcome is Outcome.PASSED
    assert verdict.evidence["left_alone"] == 1


def test_an_answer_that_carries_its_class_is_left_alone(judge) -> None:
    carried = [{"text": "nothing", "label": "none"} for _ in range(5)]
    verdict = judge(PlaceholderText, [*LONG, *carried])
    assert verdict.outcome is Outcome.PASSED
    assert "5 short answers left alone" in verdict.message
    spread = [{"text": "nothing", "label": "ab"[n % 2]} for n in range(4)]
    assert len(judge(PlaceholderText, [*LONG, *spread]).rows) == 4


@pytest.mark.parametrize("text", ["None.", ":)", "I said nothing", "this is null and void", "No response."])
def test_sentences_are_no_placeholders(judge, text: str) -> None:
    assert judge(PlaceholderText, [*LONG, {"text": text, "label": "a"}]).outcome is Outcome.PASSED


def test_the_second_text_is_looked_at_too(judge) -> None:
    rows = [*LONG, {"text": "The room was clean.", "pair": "n/a", "label": "a"}]
    assert judge(PlaceholderText, rows).rows == (61,)


def test_evidence_and_fix(judge, fix) -> None:
    rows = [*LONG, {"text": "n/a", "label": "b"}, {"text": "N/A", "label": "b"}]
    verdict = judge(PlaceholderText, rows)
    assert verdict.evidence["texts"] == {"n/a": 2}
    assert verdict.evidence["labels"] == {"b": 2}
    assert verdict.statistics.flagged == 2
    assert len(fix(PlaceholderText, rows)) == 60
    assert PlaceholderText.fix_class == "review"


@pytest.mark.parametrize("text", ["<text>", "{{message}}", "[Your review here]", "see attachment", "%comment%"])
def test_slots_that_nobody_filled_in_are_found(judge, text: str) -> None:
    rows = [{"text": f"The lamp on table {n} gives a warm light.", "label": "ab"[n % 2]} for n in range(30)]
    assert judge(PlaceholderText, [*rows, {"text": text, "label": "a"}]).rows == (31,)


def test_a_class_of_short_answers_keeps_them(judge) -> None:
    long = [{"text": f"I want a table for {n} people by the window.", "label": f"seat {n % 9}"} for n in range(300)]
    short = [{"text": "not now" if n % 3 == 0 else "I would rather not do that", "label": "no"} for n in range(9)]
    assert judge(PlaceholderText, [*long, *short, {"text": "nothing", "label": "no"}]).outcome is Outcome.PASSED
    assert judge(PlaceholderText, [*long, *short, {"text": "nothing", "label": "seat 1"}]).rows == (310,)
