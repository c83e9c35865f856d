"""DAT019: classes that no model tells apart."""

from collections.abc import Callable
from typing import Any

from finetooth.checks.data.overlapping_classes import OverlappingClasses, _rows
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Verdict

Judge = Callable[[type[Check], Any], Verdict]


def test_the_pair_is_named_with_its_area(judge: Judge) -> None:
    verdict = judge(OverlappingClasses, _rows(False))
    assert verdict.outcome is Outcome.FAILED
    pair = verdict.evidence["pairs"][0]
    assert pair["classes"] == ["a", "b"]
    assert pair["high"] < 0.75


def test_only_the_overlapping_pair_of_three_is_named(judge: Judge) -> None:
    apart = [{**row, "label": row["label"].replace("b", "c")} for row in _rows(True)]
    mixed = [{**row, "label": "ab"[place // 10 % 2]} if row["label"] == "a" else row for place, row in enumerate(apart)]
    shuffled = [
        {**row, "label": "ab"[(place * 31 // 7) % 2]} if row["label"] != "c" else row for place, row in enumerate(mixed)
    ]
    verdict = judge(OverlappingClasses, shuffled)
    assert [pair["classes"] for pair in verdict.evidence["pairs"]] == [["a", "b"]]
