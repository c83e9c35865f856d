"""What must hold for any table whatever: ids, the ledger, fixes in any order, and peace with hostile cells."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finetooth.checks.examples import example_values
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import UserError
from finetooth.core.events import silent
from finetooth.core.facts import Facts
from finetooth.core.finding import Outcome
from finetooth.core.ledger import Ledger
from finetooth.core.plugins import all_checks
from finetooth.core.rows import LABEL_JOINT, ROLES, Rows
from finetooth.core.run import Work
from finetooth.pipeline import audit
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Prepare
from finetooth.stages.fixing import chosen_fixes, mend
from finetooth.stages.known import Known
from finetooth.stages.prepare import prepare

CALM = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
PIECES = [
    "a",
    "B",
    " ",
    "\n",
    "\t",
    "&amp;",
    "<b>",
    "\u200b",
    "\x00",
    "\u00c3\u00a9",
    "\ufffd",
    "é",
    "ß",
    "İ",
    "👩",
    "ก",
    "0",
]
TEXTS = st.none() | st.lists(st.sampled_from(PIECES), max_size=8).map("".join) | st.text(max_size=30)
LABELS = st.none() | st.sampled_from(["", " ", "a", "A", "a ", "b", f"a{LABEL_JOINT}b", "NA", "null"])
RECORD = st.fixed_dictionaries(
    {"text": TEXTS, "label": LABELS, "role": st.sampled_from(ROLES)},
    optional={
        "group": st.none() | st.sampled_from(["g", "h"]),
        "pair": TEXTS,
        "time": st.none() | st.just("2024-01-01"),
    },
)
RECORDS = st.lists(RECORD, max_size=25)
NO_COLUMNS = pl.DataFrame(schema={"id": pl.Int64})
KNOWN = Known.of(make_recipe({"data": {"train": "rows.csv"}, "audit": {"budget": 5}, "seed": 1}))
EVERY_FIX = sorted(check.code for check in all_checks() if check.fixes)


def _work(folder: str) -> Work:
    return Work(Path(folder), "2-prepare", silent)


@CALM
@given(RECORDS, st.permutations(EVERY_FIX))
def test_any_fixes_in_any_order_keep_ids_balance_and_can_be_replayed(records: list[dict[str, Any]], order: list[str]):
    rows = Rows.of(records)
    able = {check.code: check for check in all_checks()}
    with TemporaryDirectory() as folder:
        mended, ledger = mend(_work(folder), rows, NO_COLUMNS, [able[code] for code in order], KNOWN)
    ledger.must_balance(rows, mended)
    assert mended.ids.to_list() == [
        row for row in rows.ids if row in set(mended.ids)
    ]  # no id is new, none changes place
    assert ledger.replay(rows).table.equals(mended.table)
    assert ledger.without(rows=rows.ids).replay(rows).table.equals(rows.table)


@CALM
@given(RECORDS)
def test_fixes_are_idempotent(records: list[dict[str, Any]]):
    rows, fixes = Rows.of(records), chosen_fixes(Prepare())
    with TemporaryDirectory() as folder:
        once, _ = mend(_work(folder), rows, NO_COLUMNS, fixes, KNOWN)
        twice, entries = mend(_work(folder), once, NO_COLUMNS, fixes, KNOWN)
    assert twice.table.equals(once.table), entries.table


@CALM
@given(RECORDS)
def test_no_check_breaks_on_any_rows_or_changes_them(records: list[dict[str, Any]]):
    rows = Rows.of(records)
    untouched = rows.table.clone()
    facts = Facts(example_values({"rows": rows, "columns": rows.table.select("id", "label", "group")}))
    for check in all_checks():
        if check.ready(facts):
            verdict = check.run(facts)
            assert verdict.outcome is not Outcome.BROKEN, (check.code, verdict.evidence)
            assert set(verdict.rows) <= set(rows.ids), check.code
    assert rows.table.equals(untouched)


@CALM
@given(RECORDS)
def test_prepare_loses_no_row_of_any_table_or_says_what_is_missing(records: list[dict[str, Any]]):
    rows = Rows.of(records)
    with TemporaryDirectory() as folder:
        try:
            found = prepare(_work(folder), Prepare(), rows, NO_COLUMNS, Ledger.empty(), KNOWN, tuning=True)
        except UserError:
            return
    ended = [row for split in vars(found.splits).values() for row in split.ids]
    assert sorted([*ended, *found.ledger.gone()]) == sorted(rows.ids)


SHAPES = {
    "no rows": [],
    "one row": [{"text": "alone", "label": "a"}],
    "ten thousand labels": [{"text": f"text {n}", "label": f"label {n}"} for n in range(10_000)],
    "a cell of ten megabytes": [
        {"text": "long " * 2_000_000, "label": "a"},
        *({"text": f"text {n}", "label": "ab"[n % 2]} for n in range(20)),
    ],
    "no label": [{"text": f"text {n}", "label": None} for n in range(20)],
}


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.code)
def test_tables_of_any_shape_are_judged(check: Check, name: str):
    facts = Facts(example_values({"rows": Rows.of(SHAPES[name])}))
    if check.ready(facts):
        verdict = check.run(facts)
        assert verdict.outcome is not Outcome.BROKEN, verdict.evidence


@pytest.mark.parametrize("name", SHAPES)
def test_files_of_any_shape_give_findings_or_one_clear_error(name: str, tmp_path: Path):
    pl.DataFrame(SHAPES[name], schema={"text": pl.String, "label": pl.String}).write_csv(tmp_path / "rows.csv")
    recipe = make_recipe(
        {"data": {"train": str(tmp_path / "rows.csv"), "text_column": "text", "label_column": "label"}}
    )
    if name in ("no rows", "one row", "ten thousand labels", "no label"):
        with pytest.raises(UserError):
            audit(recipe)
    else:
        found = audit(recipe)
        assert found.rows == len(SHAPES[name])
        assert not [verdict for verdict in found.verdicts if verdict.outcome is Outcome.BROKEN]


def test_edits_of_one_cell_apply_the_last():
    rows = Rows.of([{"text": "a"}])
    table = pl.concat([edits.change(rows, "text", pl.Series([after]), "why") for after in ("b", "c")])
    assert edits.apply(rows, table).texts.to_list() == ["c"]
