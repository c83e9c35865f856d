"""Training rows near a judging row."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from finetooth.checks.data.near_leak import NearLeak
from finetooth.core.check import Check
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.rows import Rows

LONG = "the parcel came two days late and the box was torn open"
ROWS = [
    {"text": LONG, "label": "bad"},
    {"text": LONG, "label": "bad"},
    {"text": "do you deliver to the islands in winter too", "label": "ask"},
    {"text": LONG.replace("late", "laet"), "label": "good", "role": "validation"},
    {"text": LONG + "!", "label": "bad", "role": "test"},
    {"text": "when does the shop in the station open", "label": "ask", "role": "test"},
]


def test_leaks_are_found_counted_and_priced(judge: Callable[[type[Check], Any], Verdict]) -> None:
    verdict = judge(NearLeak, ROWS)
    assert set(verdict.rows) == {1, 2}
    assert verdict.evidence["concerned"] == {
        "validation": {"rows": 1, "of": 1, "with_the_same_label": 0},
        "test": {"rows": 1, "of": 2, "with_the_same_label": 1},
    }
    assert verdict.cost is not None
    assert verdict.cost.of == "optimism"
    assert verdict.cost.points == pytest.approx(25.0)


def test_the_fix_drops_from_training_only(fix: Callable[[type[Check], Any], Rows]) -> None:
    after = fix(NearLeak, ROWS)
    assert after.role("train").ids.to_list() == [3]
    assert len(after.role("validation", "test")) == 3


def test_without_a_judging_file_there_is_nothing_to_say(judge: Callable[[type[Check], Any], Verdict]) -> None:
    assert judge(NearLeak, ROWS[:3]).outcome is Outcome.NOT_APPLICABLE


def test_texts_cut_by_another_tokeniser_leak(judge: Callable[[type[Check], Any], Verdict]) -> None:
    rows = [
        {"text": "zelda's film isn't zorro's best", "label": "bad"},
        {"text": "dull fun .", "label": "good"},
        {"text": "when does the shop open", "label": "ask"},
        {"text": "zelda 's film is n't zorro 's best .", "label": "bad", "role": "test"},
        {"text": "Dull fun.", "label": "bad", "role": "test"},
    ]
    assert set(judge(NearLeak, rows).rows) == {1, 2}


def test_a_short_text_with_other_signs_leaks_under_the_same_label(judge: Callable[[type[Check], Any], Verdict]) -> None:
    rows = [{"text": "Bye!", "label": "a"}, {"text": "sure", "label": "a"}, {"text": "no way", "label": "b"}]
    tests = [{"text": "bye", "label": "a", "role": "test"}, {"text": "sure?", "label": "b", "role": "test"}]
    assert set(judge(NearLeak, [*rows, *tests]).rows) == {1}


@pytest.mark.parametrize(("copied", "severity"), [(30, Severity.ERROR), (10, Severity.WARNING)])
def test_a_validation_file_of_near_copies_blocks(judge, copied: int, severity: Severity) -> None:
    draw = random.Random(0)
    words = [
        f"{first}{last}" for first in ("ba", "ko", "ri", "mu", "te", "sho") for last in ("lan", "mer", "nis", "por")
    ]

    def rows(role: str, count: int) -> list[dict[str, str]]:
        return [{"text": " ".join(draw.choices(words, k=12)), "label": "ask", "role": role} for _ in range(count)]

    train = rows("train", 60)
    copies = [{**row, "text": row["text"] + " ok", "role": "validation"} for row in train[:copied]]
    verdict = judge(NearLeak, [*train, *copies, *rows("validation", 40 - copied)])
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, severity)
