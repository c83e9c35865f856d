"""PRE029."""

import random

import pytest

from finetooth.checks.preparation.placeholder_labels import PlaceholderLabels
from finetooth.core.finding import Outcome
from finetooth.core.rows import LABEL_JOINT

THINGS = ("parcel", "letter", "crate", "lamp", "ring", "card")
ENDS = ("today", "since Monday", "for my mother", "once more", "at the door")
SAID = {"delivery": "where is the", "refund": "money back for this"}
ROWS = [
    {"text": f"{SAID[label]} {THINGS[n % 6]} {ENDS[n % 5]} {n}", "label": label} for label in SAID for n in range(60)
]
SMALL_TALK = [{"text": f"hello there, nice {ENDS[n % 5]}, bye {n}", "label": "unknown"} for n in range(12)]


def _under(label: str, rows: int) -> list[dict[str, str]]:
    """Give rows drawn at random another label."""
    drawn = set(random.Random(3).sample(range(len(ROWS)), rows))
    return [{**row, "label": label} if n in drawn else row for n, row in enumerate(ROWS)]


@pytest.mark.parametrize(
    "label", ["N/A", "#N/A", "TODO", "to-do", "?", "[none]", "Unknown", "UNLABELED", "tbd", "-", "(null)", "未知"]
)
def test_placeholders_on_rows_of_all_classes_are_found(judge, label: str) -> None:
    found = judge(PlaceholderLabels, _under(label, 12))
    assert found.outcome is (Outcome.PASSED if label == "to-do" else Outcome.FAILED), found.message
    assert len(found.rows) == (0 if label == "to-do" else 12)


def test_a_word_that_may_be_a_class_is_one_where_its_rows_belong_together(judge) -> None:
    verdict = judge(PlaceholderLabels, [*ROWS, *SMALL_TALK])
    assert verdict.outcome is Outcome.PASSED
    assert verdict.evidence["left_alone"] == ["unknown"]


def test_a_word_that_may_be_a_class_is_one_where_it_is_common(judge) -> None:
    assert judge(PlaceholderLabels, _under("none", 30)).outcome is Outcome.PASSED
    assert judge(PlaceholderLabels, _under("N/A", 30)).outcome is Outcome.FAILED


def test_a_lone_row_of_such_a_word_must_be_rare_beside_the_others(judge) -> None:
    lone = {"text": "where is it", "label": "unknown"}
    assert judge(PlaceholderLabels, [*ROWS, lone]).outcome is Outcome.FAILED
    assert judge(PlaceholderLabels, [*ROWS[:4], *ROWS[-4:], lone]).outcome is Outcome.PASSED


def test_one_of_several_labels_is_taken_off_and_a_lone_one_dropped(fix, judge) -> None:
    rows = [*ROWS, {"text": "both of it", "label": f"?{LABEL_JOINT}refund"}, {"text": "it", "label": "?"}]
    assert judge(PlaceholderLabels, rows).rows == (121, 122)
    after = fix(PlaceholderLabels, rows)
    assert len(after) == 121
    assert after.labels[-1] == "refund"


def test_field_rows_need_no_label_and_placeholders_alone_are_classes(judge) -> None:
    assert judge(PlaceholderLabels, [*ROWS, {"text": "it", "label": "?", "role": "field"}]).outcome is Outcome.PASSED
    only = [{"text": f"it {n}", "label": "none" if n % 2 else "unknown"} for n in range(20)]
    assert judge(PlaceholderLabels, only).outcome is Outcome.PASSED
