"""A check: five ways to end, of which four are its own and the fifth (waived) is the gate's."""

from typing import Any

import polars as pl
import pytest

from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import Facts
from finetooth.core.finding import Finding, Outcome, Passed, Severity, Verdict
from finetooth.core.rows import Rows


class ShortTexts(Check):
    """Some texts are very short.

    Why: a word or two
    rarely decide a label.
    Fix: look at them.
    """

    code = "PRE099"

    def judge(self, rows: Rows) -> Finding | Passed:
        if len(rows) == 0:
            raise NotApplicable("there are no rows")
        short = rows.table.filter(pl.col("text").str.len_chars() < 3)
        if short.height == len(rows):
            return Finding.on("all are short", short["id"], Severity.ERROR)
        if short.height:
            return Finding.on(f"{short.height} short", short["id"], shortest=1)
        return Passed("none is short", {"rows": len(rows)})


def judged(texts: list[str | None]) -> Verdict:
    return ShortTexts().run(Facts({"rows": Rows.of({"text": text} for text in texts)}), "1-audit")


def test_a_fault_is_failed_with_its_rows_and_evidence() -> None:
    verdict = judged(["ab", "long enough"])
    assert (verdict.outcome, verdict.severity, verdict.rows) == (Outcome.FAILED, Severity.WARNING, (1,))
    assert (verdict.code, verdict.title, verdict.stage) == ("PRE099", "Some texts are very short", "1-audit")
    assert (verdict.message, verdict.evidence, verdict.mistake) == ("1 short", {"shortest": 1}, "PRE")
    assert verdict.is_evidence


def test_a_finding_may_weigh_more_than_its_check_usually_does() -> None:
    assert judged(["ab"]).severity is Severity.ERROR


def test_no_fault_is_passed_with_what_was_looked_at() -> None:
    verdict = judged(["long enough"])
    assert (verdict.outcome, verdict.evidence, verdict.rows) == (Outcome.PASSED, {"rows": 1}, ())
    assert verdict.is_evidence


def test_what_cannot_be_judged_is_not_applicable_and_no_evidence() -> None:
    verdict = judged([])
    assert (verdict.outcome, verdict.message) == (Outcome.NOT_APPLICABLE, "there are no rows")
    assert not verdict.is_evidence
    assert ShortTexts().run(Facts({})).outcome is Outcome.NOT_APPLICABLE


def test_a_check_that_raises_is_broken_and_no_evidence() -> None:
    verdict = ShortTexts().run(Facts({"rows": 3}))
    assert verdict.outcome is Outcome.BROKEN
    assert verdict.message.startswith("TypeError: ")
    assert "judge" in verdict.evidence["traceback"]
    assert not verdict.is_evidence


def test_a_check_without_an_answer_is_broken() -> None:
    class Silent(ShortTexts):
        def judge(self, rows: Any) -> Any:
            return None

    assert Silent().run(Facts({"rows": 1})).outcome is Outcome.BROKEN


def test_waived_is_evidence_and_no_outcome_of_a_check() -> None:
    waived = Verdict("PRE099", "", Outcome.WAIVED, Severity.WARNING, "")
    assert waived.is_evidence


def test_the_docstring_is_title_why_and_fix() -> None:
    check = ShortTexts()
    assert check.title == "Some texts are very short"
    assert check.aim == "PRE099, some texts are very short"
    assert check.part("Why") == "a word or two rarely decide a label."
    assert check.part("Fix") == "look at them."
    assert check.part("Source") == ""
    assert check.mistake == "Poor preparation"


def test_ready_and_roots_follow_from_what_judge_asks_for() -> None:
    assert ShortTexts().ready(Facts({"rows": 1}))
    assert not ShortTexts().ready(Facts({}))
    assert ShortTexts().roots(Facts({})) == {"rows"}


@pytest.mark.parametrize("how", ["mend", "edits"])
def test_a_check_with_mend_or_edits_fixes(how: str) -> None:
    assert not ShortTexts().fixes
    kind = type("Mending", (ShortTexts,), {how: lambda self, texts: texts})
    assert kind().fixes
