from dataclasses import replace

import polars as pl

from finetooth.core.ledger import Ledger
from finetooth.report.mistakes import cards


def by_code(evidence, checks=()):
    return {card.code: card for card in cards(evidence, {check.code: check for check in checks})}


def test_found_before_and_passed_after_is_mended(make_evidence, checks):
    card = by_code(make_evidence(), checks)["PRE"]
    [mended] = card.mended
    assert mended.word == "Found and mended"
    assert mended.before == "110 of 1,320 rows (8.3 %) are copies"
    assert mended.mended == "110 rows dropped"
    assert mended.rows[0] == "2000"
    assert len(mended.rows) == 10
    assert mended.more_rows == 100
    assert card.counts == "1 broken, 1 mended"


def test_mended_by_the_fix_of_another_check(make_evidence):
    table = make_evidence().ledger.table
    card = by_code(make_evidence(ledger=Ledger(table.with_columns(check=pl.lit("PRE099")))))["PRE"]
    assert card.mended[0].mended == "by the fixes of other checks"


def test_what_is_no_longer_found_in_rows_that_nobody_changed_is_not_called_mended(make_evidence):
    assert by_code(make_evidence(ledger=Ledger.empty()))["PRE"].mended == ()


def test_a_finding_that_mending_left_as_it_was_is_told_once(make_evidence):
    evidence = make_evidence()
    stands = replace(evidence.history[0], code="FIT001", message="the gap grew to 0.401")
    shown = by_code(replace(evidence, history=(stands, *evidence.history)))["FIT"].open[0]
    assert shown.before == ""
    assert ("before preparation", "the gap grew to 0.401") in shown.looked
    other = replace(stands, message="both losses fell")
    assert by_code(replace(evidence, history=(other, *evidence.history)))["FIT"].open[0].before == "both losses fell"


def test_a_verdict_explains_itself(make_evidence, checks):
    shown = by_code(make_evidence(), checks)["EVL"].open[0]
    assert (shown.word, shown.tone, shown.blocks) == ("Error", "bad", True)
    assert shown.why.startswith("With few test rows")
    assert shown.fix.startswith("Set more rows apart")
    assert ("needed", "30") in shown.facts
    assert [one.row for one in shown.examples] == ["test:1", "test:2", "test:3"]


def test_a_waiver_gives_its_reason_once(make_evidence):
    evidence = make_evidence()
    assert by_code(evidence)["DAT"].open[0].reason == ""  # its message says so
    short = tuple(replace(one, message="81 %") if one.code == "DAT003" else one for one in evidence.verdicts)
    assert by_code(replace(evidence, verdicts=short))["DAT"].open[0].reason == "it is known"


def test_a_broken_check_shows_its_traceback_apart(make_evidence):
    shown = by_code(make_evidence())["PRE"].open[0]
    assert shown.traceback == "Traceback"
    assert shown.facts == ()


def test_a_long_message_stands_in_full_with_its_evidence(make_evidence):
    evidence = make_evidence()
    long = "; ".join(f"part {place} is off" for place in range(80))
    told = tuple(replace(one, message=long) if one.code == "FIT001" else one for one in evidence.verdicts)
    shown = by_code(replace(evidence, verdicts=told))
    assert ("in full", long) in shown["FIT"].open[0].looked
    assert "in full" not in dict(shown["EVL"].open[0].looked)
