import polars as pl
import pytest

from finetooth.core.finding import Outcome, Severity, Verdict
from finetooth.core.rows import Rows, row_id
from finetooth.core.statistics import Cost, Partner, Precision, Statistics
from finetooth.report.audit_page import audit_page

TEST = row_id("test", 1)


@pytest.fixture(scope="module")
def table():
    records = [{"text": "a lovely lamp", "label": "good"}, {"role": "test", "text": "a lovely lamp!", "label": "bad"}]
    return Rows.of(records).table


def verdict(code="PRE004", outcome=Outcome.FAILED, severity=Severity.ERROR, message="one row is a copy", **told):
    return Verdict(code, f"Title of {code}", outcome, severity, message, **told)


def shown(verdicts, table, checks=()):
    sources = [{"role": "train", "file": "lamps.csv", "records": 2, "text_column": "text", "notes": []}]
    known = {check.code: check for check in checks}
    return audit_page("lamps.csv", verdicts, table, sources, known, "finetooth run --data lamps.csv --model NAME")


def test_a_finding_shows_all_that_was_measured(table, checks):
    told = verdict(
        rows=(TEST,),
        statistics=Statistics.of(2, 1, threshold=0.8, calibration="planted edits"),
        partners=(Partner(TEST, 1, 0.93),),
        precision=Precision(0.91, 0.84, "planted copies"),
        cost=Cost(2.1, "optimism", "the leak left out"),
    )
    page = shown([told], table, checks)
    for said in (
        "1 finding",
        "about 91 % of these are really at fault (at least 84 %), from planted copies",
        "cost: the score reads about 2.1 points too high",
        "1 of 2: 50 %",
        "threshold 0.8 (planted edits)",
        "a lovely lamp!",
        "matched with row 1",
        "score 0.93",
        "Keep the first of each.",
        "(by hand: never automatic)",
        "finetooth run --data lamps.csv --model NAME",
        "Judged in a run only: wrong data, too little data, overfitting",
    ):
        assert said in page, said


def test_what_costs_most_stands_first(table):
    cheap = verdict("PRE001", message="the cheap one", cost=Cost(0.2, "score", ""))
    dear = verdict("PRE002", message="the dear one", severity=Severity.WARNING, cost=Cost(4.0, "score", ""))
    page = shown([cheap, dear], table)
    assert page.index("The dear one") < page.index("The cheap one")


def test_nothing_found_is_said_and_what_could_not_look_is_no_pass(table):
    passed = verdict(outcome=Outcome.PASSED, message="2 rows, all different")
    ignored = verdict("PRE005", Outcome.NOT_APPLICABLE, message="ignored: copies weigh more on purpose")
    page = shown([passed, ignored], table)
    assert "Nothing found" in page
    assert "Ignored: copies weigh more on purpose" in page.split('<details class="silent">')[1]


def test_an_empty_table_has_a_page(table):
    assert "0 rows looked at" in shown([], table.clear())
    assert isinstance(table, pl.DataFrame)


def test_the_curve_of_the_data_stands_with_too_little_data():
    from finetooth.checks.examples import example_facts
    from finetooth.checks.quantity.learning_curve import RisingCurve

    check = RisingCurve()
    verdict = check.run(example_facts(RisingCurve.bad[0]))
    empty = pl.DataFrame(schema={"id": pl.Int64, "text": pl.String, "pair": pl.String, "label": pl.String})
    html = audit_page("x", [verdict], empty, [], {check.code: check}, "finetooth run")
    assert "Twice the rows would add 4.1 points of macro-F1" in html
    assert 'class="range"' in html
