from dataclasses import replace

import pytest

from finetooth.core.finding import MISTAKES, Outcome
from finetooth.core.results import Decision
from finetooth.core.statistics import Cost
from finetooth.report.mistakes import cards, summary


def by_code(evidence, checks=()):
    return {card.code: card for card in cards(evidence, {check.code: check for check in checks})}


def test_all_seven_are_shown_in_order_even_without_checks(make_evidence):
    empty = cards(make_evidence(verdicts=(), history=()), {})
    assert [card.name for card in empty] == list(MISTAKES.values())
    assert {card.standing for card in empty} == {"Not judged: blocks", "Not judged"}
    assert {card.counts for card in empty} == {"no check"}


@pytest.mark.parametrize(("code", "tone", "standing"), [
    ("DAT", "quiet", "Waived findings"), ("QTY", "good", "Clean"), ("PRE", "warn", "A check broke"),
    ("FIT", "warn", "Worth reading"), ("HPO", "note", "Remarks only"), ("EVL", "bad", "Blocks, mend first"),
    ("RWV", "bad", "Not judged: blocks"),
])  # fmt: skip
def test_standing_is_a_word_and_a_tone(make_evidence, code, tone, standing):
    card = by_code(make_evidence())[code]
    assert (card.tone, card.standing) == (tone, standing)


def test_an_error_that_does_not_block_is_still_said(make_evidence):
    card = by_code(make_evidence(decision=Decision(True)))["EVL"]
    assert (card.tone, card.standing) == ("bad", "Errors, read first")


def test_only_the_mistake_with_what_costs_most_is_marked(make_evidence):
    dear = replace(verdict_of(make_evidence(), "FIT001"), code="FIT002", cost=Cost(3.1, "score", ""))
    evidence = make_evidence(decision=Decision(True))
    few = tuple(one for one in evidence.verdicts if one.code != "EVL002")
    shown = by_code(replace(evidence, verdicts=(*few, dear)))
    assert [code for code, card in shown.items() if card.first] == ["FIT"]
    assert (shown["FIT"].standing, shown["FIT"].top.code) == ("Read first", "FIT002")
    assert shown["FIT"].top.price == "costs about 3.1 points of score"


def test_all_that_blocks_is_said_and_one_is_to_be_mended_first(make_evidence):
    blocking = ("FIT001", "EVL002")
    shown = by_code(make_evidence(decision=Decision(False, blocking)))
    assert (shown["FIT"].standing, shown["EVL"].standing) == ("Blocks the model", "Blocks, mend first")


def test_where_only_evidence_is_missing_no_finding_is_to_be_read_first(make_evidence):
    evidence = make_evidence(decision=Decision(False, (), (), ("RWV",)))
    assert not [card for card in cards(evidence, {}) if card.first]


def test_what_was_mended_is_neither_clean_nor_open(make_evidence):
    evidence = make_evidence()
    whole = tuple(one for one in evidence.verdicts if one.outcome is not Outcome.BROKEN)
    card = by_code(replace(evidence, verdicts=whole))["PRE"]
    assert (card.tone, card.standing, card.top.code) == ("good", "Found and mended", "PRE004")
    assert (card.gist, card.counts) == ("1 mended", "1 mended")


def test_numbers_tell_what_was_found_and_the_card_tells_all(make_evidence):
    shown = by_code(make_evidence())
    assert (shown["EVL"].gist, shown["EVL"].counts) == ("1 error", "1 error, 1 passed")
    assert (shown["DAT"].gist, shown["QTY"].gist, shown["RWV"].gist) == ("1 waived", "1 passed", "1 not applicable")


def test_not_applicable_is_never_clean(make_evidence):
    evidence = make_evidence(decision=Decision(True))
    silent = [replace(one, outcome=Outcome.NOT_APPLICABLE) for one in evidence.verdicts]
    assert {card.standing for card in cards(replace(evidence, verdicts=tuple(silent)), {})} == {"Not judged"}


def test_summary(make_evidence):
    said = summary(cards(make_evidence(), {}))
    assert said.startswith("9 checks looked, 5 found something, 1 found faults that were mended.")
    assert "1 check could not look, which is no evidence" in said


def verdict_of(evidence, code):
    return next(one for one in evidence.verdicts if one.code == code)
