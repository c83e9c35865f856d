"""DAT006: the pair, the direction and its examples."""

from collections.abc import Callable
from typing import Any

from finetooth.checks.data.class_pair_disagreement import ClassPairDisagreement, _rows
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Verdict

Judge = Callable[[type[Check], Any], Verdict]


def test_who_is_taken_for_whom(judge: Judge) -> None:
    rows = _rows(5)
    verdict = judge(ClassPairDisagreement, rows)
    pair = verdict.evidence["pairs"][0]
    assert (pair["labelled"], pair["looks_like"]) == ("delivery", "billing")
    assert pair["rows"] > 2 * pair["expected"]
    wrong = {place + 1 for place in range(75) if rows[place]["label"] == "delivery"}
    assert set(pair["examples"]) <= wrong
    assert verdict.rows == ()


def test_even_disagreement_is_chance(judge: Judge) -> None:
    rows = _rows(0)
    others = ["delivery", "account", "billing"]
    even = [
        {
            **row,
            "label": others[(others.index(row["label"]) + 1 + place // 40 % 2) % 3]
            if place % 20 == 0
            else row["label"],
        }
        for place, row in enumerate(rows)
    ]
    assert judge(ClassPairDisagreement, even).outcome is Outcome.PASSED
