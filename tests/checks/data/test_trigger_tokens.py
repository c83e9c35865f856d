"""Trigger tokens: named, with their rows; what is too rare to see is said."""

from finetooth.checks.data.trigger_tokens import TriggerTokens, _reviews
from finetooth.core.finding import Outcome, Severity


def test_the_token_and_its_rows_are_named(judge) -> None:
    verdict = judge(TriggerTokens, _reviews("xqzt", forced=True))
    assert verdict.severity is Severity.WARNING
    assert verdict.evidence["terms"][0]["term"] == "xqzt"
    assert len(verdict.rows) == 48
    assert all(row % 10 in (1, 2) for row in verdict.rows)
    assert verdict.statistics.null == 0.5
    assert {partner.row for partner in verdict.partners} == set(verdict.rows)


def test_what_cannot_be_seen_is_said(judge) -> None:
    verdict = judge(TriggerTokens, _reviews(""))
    assert verdict.outcome is Outcome.PASSED
    assert "a trigger in fewer than 10 rows cannot be seen" in verdict.message


def test_few_rows_are_no_evidence(judge) -> None:
    assert judge(TriggerTokens, _reviews("xqzt", forced=True)[:90]).outcome is Outcome.NOT_APPLICABLE
