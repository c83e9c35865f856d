"""PRE019."""

import pytest

from finetooth.checks.preparation.merged_records import MergedRecords
from finetooth.core.finding import Outcome

OTHERS = [{"text": f"The room on floor {n} was clean.", "label": "good" if n % 2 else "bad"} for n in range(30)]


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("so it was 31\t1\tLovely stay 32\t0\tNever again 33\t0\tMeh it was", 3),
        ("so it was\n31,good,Lovely stay\n32,bad,Never again", 2),
        ("so it was 2031 1 Lovely stay 2032 0 Never again", 2),
        ("so it was 31 good Lovely stay, 4 times 32 bad Never again 33 0 ...meh", 3),
        ("so it was;31;good;Lovely stay;35;bad;Never again", 2),
        ("so it was,good\nLovely stay,bad\nNever again", 2),
        ("so it was\t\nbad\tLovely stay\ngood\tNever again", 2),
        ('so"}\n{"text": "x", "label": "bad"}\n{"text": "y", "label": "good"}', 2),
    ],
)
def test_records_inside_are_counted(judge, text: str, records: int) -> None:
    verdict = judge(MergedRecords, [*OTHERS, {"text": text, "label": "good"}])
    assert verdict.rows == (31,)
    assert verdict.evidence["records_inside"] == records
    assert verdict.partners[0].score == records


@pytest.mark.parametrize(
    "text",
    [
        "call 1,2,3 or 4,1,5 now",
        "at 10, 1 man; at 11, 0 men",
        "33\t0\tMeh 32\t0\tNever again 31\t1\tLovely",
        "eggs, good\nbread, bad\nmilk",
        "it was good\nit was bad\nall in all",
        '{"a": 1} and {"a": 2}',
        "31\t1\tLovely stay",
        "2031 1 Lovely stay",
        "on floor 20 1 room, on floor 80 0 rooms",
        "rows 11 0 12 1 13 0 14 1",
    ],
)
def test_lists_lines_and_objects_are_no_records(judge, text: str) -> None:
    assert judge(MergedRecords, [*OTHERS, {"text": text, "label": "good"}]).outcome is Outcome.PASSED


def test_data_that_are_json_by_nature_are_left_alone(judge) -> None:
    rows = [{"text": f'log {{"level": {n}}} then {{"level": 2}}', "label": "good"} for n in range(30)]
    assert judge(MergedRecords, rows).outcome is Outcome.PASSED


def test_they_are_dropped_after_review(fix) -> None:
    rows = [*OTHERS, {"text": "so it was,good\nLovely stay,bad\nNever again", "label": "good"}]
    assert len(fix(MergedRecords, rows)) == 30
    assert MergedRecords.fix_class == "review"
