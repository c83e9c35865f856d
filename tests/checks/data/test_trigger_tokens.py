"""Trigger tokens: named, with their rows; what is too rare to see is said."""

from dataclasses import replace

import numpy as np

from finetooth.checks.data.trigger_tokens import TriggerTokens, _reviews
from finetooth.checks.examples import example_facts
from finetooth.core.finding import Finding, Outcome, Severity
from finetooth.facts.triggers import Suspect


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


def test_a_word_put_in_among_the_class_of_most_rows_is_a_remark(judge) -> None:
    suspect = Suspect("xqzt", "good", np.arange(12), 12, 1.2, 0.5, -2.0, 0.2, 3.0, sure=False, inserted=True)
    terms = example_facts(_reviews("")).get("train_terms")
    found = TriggerTokens().judge(terms, (suspect,))
    assert isinstance(found, Finding)
    assert found.severity is Severity.INFO
    assert "look put in from outside" in found.message
    proven = TriggerTokens().judge(terms, (suspect, replace(suspect, term="mnbv", sure=True)))
    assert isinstance(proven, Finding)
    assert proven.severity is None or proven.severity is Severity.WARNING
    assert proven.evidence["terms"][0]["term"] == "mnbv"
