from dataclasses import replace

import pytest

from finetooth.core.finding import MISTAKES, Outcome
from finetooth.core.results import Decision
from finetooth.report.mistakes import cards, summary


def by_code(evidence, checks=()):
    return {card.code: card for card in cards(evidence, {check.code: check for check in checks})}


def test_all_seven_are_shown_in_order_even_without_checks(make_evidence):
    empty = cards(make_evidence(verdicts=(), history=()), {})
    assert [card.name for card in empty] == list(MISTAKES.values())
    assert {card.standing for card in empty} == {"No evidence"}
    assert {card.counts for card in empty} == {"no check"}


@pytest.mark.parametrize(("code", "tone", "standing"), [
    ("DAT", "quiet", "Waived findings"), ("QTY", "good", "Clean"), ("PRE", "warn", "Needs a look"),
    ("HPO", "note", "Remarks only"), ("EVL", "bad", "Blocks the model"), ("RWV", "quiet", "No evidence"),
])  # fmt: skip
def test_standing_is_a_word_and_a_tone(make_evidence, code, tone, standing):
    card = by_code(make_evidence())[code]
    assert (card.tone, card.standing) == (tone, standing)


def test_an_error_that_does_not_block_is_still_said(make_evidence):
    card = by_code(make_evidence(decision=Decision(True)))["EVL"]
    assert card.standing == "Errors found"


def test_not_applicable_is_never_clean(make_evidence):
    evidence = make_evidence()
    silent = [replace(one, outcome=Outcome.NOT_APPLICABLE) for one in evidence.verdicts]
    assert {card.standing for card in cards(replace(evidence, verdicts=tuple(silent)), {})} == {"No evidence"}


def test_summary(make_evidence):
    said = summary(cards(make_evidence(), {}))
    assert said.startswith("9 checks looked, 5 found something, 1 found faults that were mended.")
    assert "1 check could not look, which is no evidence" in said
