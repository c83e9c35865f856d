"""Known faults of public data sets are found; skipped where the sets are not there."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from finetooth.checks.examples import example_values
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.plugins import all_checks
from finetooth.core.rows import SCHEMA, Rows

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the public data sets are not here")


def _rows(name: str, **files: str) -> Rows:
    """Read CSV files by role; ids are the record numbers within the role."""
    parts = []
    for number, role in enumerate(("train", "validation", "test", "field")):
        if role in files:
            table = pl.read_csv(DATA / name / files[role], infer_schema=False).with_row_index("record", 1)
            record = pl.col("record").cast(pl.Int64)
            columns = [(record + (number << 40)).alias("id"), pl.lit(role).alias("role"), (record + 1).alias("line")]
            absent = [pl.lit(None, pl.String).alias(name) for name in ("pair", "group", "time")]
            whole = table.select(*columns, "text", "label", *absent).select(list(SCHEMA))
            parts.append(Rows(whole.cast(pl.Schema(SCHEMA))))
    return Rows.concat(parts)


def _audit(rows: Rows) -> dict[str, Verdict]:
    facts = Facts(example_values({"rows": rows}))
    return {check.code: check.run(facts, "1-audit") for check in all_checks() if check.ready(facts)}


def test_trec() -> None:
    verdicts = _audit(_rows("trec", train="train.csv", test="test.csv"))
    assert len(verdicts["PRE003"].rows) == 71
    assert verdicts["DAT001"].evidence["concerned"]["test"]["rows"] == 11
    assert verdicts["DAT001"].evidence["concerned"]["test"]["under_another_label"] == 1
    assert verdicts["DAT002"].evidence["smallest"]["ABBR"] == 86
    assert verdicts["DAT003"].outcome is Outcome.PASSED
    assert verdicts["PRE001"].outcome is Outcome.PASSED


def test_banking77() -> None:
    verdicts = _audit(_rows("banking77", train="train.csv", test="test.csv"))
    counts = verdicts["DAT002"].evidence
    assert (max(counts["largest"].values()), min(counts["smallest"].values())) == (187, 35)
    assert verdicts["QTY001"].message == "77 classes, each with at least 35 training rows"
    assert 0 < verdicts["DAT001"].evidence["concerned"]["test"]["rows"] <= 25  # 25 when punctuation does not count
    assert {verdicts[code].outcome for code in ("PRE001", "PRE002", "PRE003", "PRE006", "DAT003")} == {Outcome.PASSED}


def test_cr_has_four_rows_without_text() -> None:
    verdicts = _audit(_rows("cr", train="data.csv"))
    assert len(verdicts["PRE001"].rows) == 4
    assert verdicts["DAT001"].outcome is Outcome.NOT_APPLICABLE


def test_tweet_hate_leaks_and_has_empty_texts() -> None:
    rows = _rows("tweet_hate", train="train.csv", validation="validation.csv", test="test.csv")
    verdicts = _audit(rows)
    assert verdicts["PRE001"].evidence["roles"] == {"train": 7, "validation": 1}
    met = verdicts["DAT001"].evidence["concerned"]["test"]
    exact = rows.role("test").table.filter(pl.col("text").is_in(rows.role("train").texts.drop_nulls().to_list())).height
    assert exact == 233
    assert exact <= met["rows"] <= 246
    assert 91 <= met["under_another_label"] <= 97
    assert verdicts["DAT001"].outcome is Outcome.FAILED


def test_sms_spam_has_403_copies() -> None:
    verdicts = _audit(_rows("sms_spam", train="data.csv"))
    assert len(verdicts["PRE003"].rows) == 403
    assert verdicts["DAT002"].evidence["majority_share"] == round(4827 / 5574, 4)


def test_the_row_checks_need_no_heavy_library() -> None:
    program = (
        "import sys, runpy; names = runpy.run_path(sys.argv[1]);"
        "names['_audit'](names['_rows']('banking77', train='train.csv'));"
        "print([name for name in ('torch', 'transformers', 'datasets') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program, __file__], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "[]", done.stderr
