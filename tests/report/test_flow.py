import polars as pl

from finetooth.core import edits
from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.report.flow import flow_of

NONE = Rows.of([])


def test_every_row_is_counted_once_and_named_by_its_check(make_evidence):
    evidence = make_evidence()
    flow = flow_of(evidence.ledger, evidence.splits, evidence.verdicts)
    assert [(way.name, way.rows) for way in flow.splits] == [("train", 900), ("validation", 180), ("test", 240)]
    assert [(way.name, way.rows) for way in flow.gone] == [("Rows stand twice", 110), ("no label", 30)]
    assert flow.read == 1460
    assert flow.edited == 270


def test_many_reasons_are_folded_without_losing_rows():
    rows = Rows.of({"text": str(place)} for place in range(30))
    reasons = pl.Series([f"reason {place % 10}" for place in range(30)])
    ledger = Ledger.empty().plus(edits.drop(rows, rows.ids, reasons), "2-prepare")
    flow = flow_of(ledger, Splits(NONE, NONE, NONE, NONE), ())
    assert sum(way.rows for way in flow.gone) == flow.read == 30
    assert flow.gone[-1].name == "3 other reasons"


def test_a_check_without_a_verdict_is_named_by_its_code():
    rows = Rows.of([{"text": "a"}])
    ledger = Ledger.empty().plus(edits.drop(rows, rows.ids, "why"), "2-prepare", "XYZ001")
    verdict = Verdict("ABC001", "Other", Outcome.PASSED, Severity.INFO, "")
    assert flow_of(ledger, Splits(NONE, NONE, NONE, NONE), [verdict]).gone[0].name == "XYZ001"
