from dataclasses import replace

import polars as pl

from finetooth.core import edits
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows, row_id
from finetooth.core.statistics import Partner
from finetooth.report.examples import examples_of, mended_examples


def on(*rows, partners=()):
    return Verdict("PRE013", "Copies", Outcome.FAILED, Severity.WARNING, "copies", rows, partners=tuple(partners))


def test_three_texts_are_found_in_the_splits(make_evidence):
    found = examples_of(make_evidence(), on(*(row_id("test", place) for place in (2, 3, 4, 5))))
    assert [one.row for one in found] == ["test:2", "test:3", "test:4"]
    assert found[0].text == "good crema, easy to clean"
    assert found[0].label == "neutral"


def test_a_row_that_left_is_found_in_the_ledger(make_evidence):
    assert examples_of(make_evidence(), on(2001))[0].text == "good crema, easy to clean"


def test_rows_that_nobody_knows_give_no_example(make_evidence):
    assert examples_of(make_evidence(), on(999_999)) == ()


def test_texts_are_cut_to_200_characters(make_evidence):
    evidence = make_evidence()
    train = Rows.of([{"text": "y" * 1000}])
    found = examples_of(replace(evidence, splits=replace(evidence.splits, train=train)), on(1))
    assert found[0].text == "y" * 200 + "…"


def test_a_mended_text_is_shown_around_its_first_difference(make_evidence):
    rows = Rows.of([{"text": "z" * 100 + " &amp; more"}])
    after = pl.Series(["z" * 100 + " & more"])
    ledger = Ledger.empty().plus(edits.change(rows, "text", after, "unescaped"), "2-prepare", "PRE007")
    one = mended_examples(make_evidence(ledger=ledger), "PRE007")[0]
    assert one.text.startswith("…zzz")
    assert (one.text.endswith("&amp; more"), one.after.endswith("& more")) == (True, True)


def test_a_dropped_row_tells_why(make_evidence):
    one = mended_examples(make_evidence(), "PRE004")[0]
    assert (one.row, one.after, one.fate) == ("2000", None, "copy of an earlier row")


def test_a_row_is_shown_with_the_one_it_was_matched_with(make_evidence):
    test = row_id("test", 2)
    one = examples_of(make_evidence(), on(test, partners=[Partner(test, 2, 0.934)]))[0]
    assert (one.partner.row, one.partner.text, one.score) == ("2", "good crema, easy to clean (1)", "0.934")
