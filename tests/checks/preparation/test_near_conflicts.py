"""Near texts under different labels, but for those whose words account for it."""

from collections.abc import Callable
from typing import Any

from finetooth.checks.preparation.near_conflicts import NearConflicts
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.rows import Rows

LONG = "the parcel came two days late and the box was torn open"
ROWS = [
    {"text": LONG, "label": "bad"},
    {"text": LONG.replace("late", "laet"), "label": "good"},
    {"text": "do you deliver to the islands in winter too", "label": "ask"},
]


def test_both_rows_are_found_and_what_they_differ_by(judge: Callable[[type[Check], Any], Verdict]) -> None:
    verdict = judge(NearConflicts, ROWS)
    assert set(verdict.rows) == {1, 2}
    assert {(partner.row, partner.partner) for partner in verdict.partners} == {(1, 2), (2, 1)}
    assert verdict.evidence["pairs"][0]["labels"] == ["bad", "good"]
    assert verdict.evidence["pairs"][0]["differ_by"] == [["late"], ["laet"]]


def test_one_against_one_is_left_to_people(fix: Callable[[type[Check], Any], Rows]) -> None:
    assert len(fix(NearConflicts, ROWS)) == 3


def test_the_outvoted_row_is_dropped(fix: Callable[[type[Check], Any], Rows]) -> None:
    assert fix(NearConflicts, [*ROWS, {"text": LONG + "!", "label": "bad"}]).ids.to_list() == [1, 3, 4]


def test_a_negation_may_tell_the_label(judge: Callable[[type[Check], Any], Verdict]) -> None:
    rows = [ROWS[0], {"text": LONG.replace("was torn", "was not torn"), "label": "good"}]
    verdict = judge(NearConflicts, rows)
    assert verdict.outcome is Outcome.PASSED
    assert "1 pair left out" in verdict.message


def test_missing_labels_are_no_conflict(judge: Callable[[type[Check], Any], Verdict]) -> None:
    rows = [ROWS[0], {**ROWS[1], "label": None}]
    assert judge(NearConflicts, rows).outcome is Outcome.PASSED


def test_a_misspelling_tells_no_label(judge: Callable[[type[Check], Any], Verdict]) -> None:
    told = [{"text": f"the late post of day {number} again", "label": "bad"} for number in range(8)]
    calm = [{"text": f"a fine walk in park {number} again", "label": "good"} for number in range(8)]
    verdict = judge(NearConflicts, [*ROWS, *told, *calm])
    assert set(verdict.rows) == {1, 2}


def test_short_texts_conflict_unless_the_sign_may_tell(judge: Callable[[type[Check], Any], Verdict]) -> None:
    texts = [("all well", "a"), ("All well,", "b"), ("no idea", "a"), ("no idea?!", "b"), ("at home :)", "a")]
    rows = [{"text": text, "label": label} for text, label in [*texts, ("at home :(", "b")]]
    assert set(judge(NearConflicts, rows).rows) == {1, 2}


def test_an_empty_word_tells_no_label(judge: Callable[[type[Check], Any], Verdict]) -> None:
    others = [{"text": f"{'an odd' if n % 2 else 'odd'} thing {n}", "label": "ab"[n % 2]} for n in range(40)]
    rows = [
        {"text": f"with {article}old kettle came the violin of {LONG[4:10]}", "label": label}
        for article, label in (("", "a"), ("an ", "b"))
    ]
    assert set(judge(NearConflicts, [*rows, *others]).rows) >= {1, 2}
