import polars as pl

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.rows import LABEL_JOINT, Rows, row_id
from finetooth.core.statistics import Partner
from finetooth.report.rows_told import told_rows

TEST = row_id("test", 1)
TABLE = Rows.of(
    [
        {"line": 2, "text": "green tea", "label": f"calm{LABEL_JOINT}warm"},
        {"line": 3, "text": "black tea", "pair": "with milk"},
        {"role": "test", "line": 9, "text": "green teas", "label": "calm"},
    ]
).table


def on(*rows, partners=()):
    return Verdict("PRE013", "Copies", Outcome.FAILED, Severity.WARNING, "copies", rows, partners=tuple(partners))


def test_rows_keep_the_order_of_the_finding_and_each_is_told_once():
    assert [row.name for row in told_rows(TABLE, on(2, TEST, 2, 1), 9)] == ["2", "test:1", "1"]
    assert [row.name for row in told_rows(TABLE, on(2, TEST, 2, 1), 2)] == ["2", "test:1"]


def test_a_row_has_its_line_texts_and_labels():
    first, second = told_rows(TABLE, on(1, 2), 9)
    assert (first.line, first.text, first.label, first.role) == (2, "green tea", "calm + warm", "train")
    assert (second.text, second.label) == ("black tea / with milk", None)


def test_a_row_has_its_best_partner_and_score():
    pairs = [Partner(TEST, 1, 0.9), Partner(TEST, 2, 0.7), Partner(2, None, 0.4)]
    matched, alone = told_rows(TABLE, on(TEST, 2, partners=pairs), 9)
    assert (matched.partner.name, matched.partner.text, matched.score) == ("1", "green tea", 0.9)
    assert (alone.partner, alone.score) == (None, 0.4)


def test_rows_that_nobody_knows_have_a_name_and_nothing_else():
    assert [(row.name, row.text) for row in told_rows(TABLE, on(77), 9)] == [("77", None)]
    assert told_rows(pl.DataFrame({"id": [1]}), on(1), 9)[0].text is None
