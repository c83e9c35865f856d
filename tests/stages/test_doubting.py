"""Rows that teach are doubted by rows that teach: a test drawn from the same file neither loses rows nor is asked."""

import polars as pl
import pytest

from finetooth.core.ledger import Ledger
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Prepare
from finetooth.stages.known import Known
from finetooth.stages.prepare import Prepared, prepare

OTHER = {"good": "bad", "bad": "good"}


def prepared(work: Work, records: list[dict], how: str) -> Prepared:
    """Rows split by time, so that the labels do not say which rows are drawn for the test."""
    known = Known.of(make_recipe({"data": {"train": "rows.csv"}, "audit": {"budget": 30}}))
    options = Prepare(split="time", label_errors=how, fix="none")
    columns = pl.DataFrame(schema={"id": pl.Int64})
    return prepare(work, options, Rows.of(records), columns, Ledger.empty(), known, tuning=False)


@pytest.fixture
def noisy(opinions) -> list[dict]:
    """700 dated rows, of which each twelfth has the other label."""
    records = opinions(700)
    for number, row in enumerate(records):
        row["time"] = f"20{10 + number // 336:02}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        row["label"] = OTHER[row["label"]] if number % 12 == 5 else row["label"]
    return records


def test_other_labels_on_the_test_rows_move_no_weight(work: Work, noisy: list[dict]):
    clean = prepared(work, noisy, "weight")
    test = set(clean.splits.test.ids)
    poisoned = [
        {**row, "label": OTHER[row["label"]]} if place in test and place % 4 else row
        for place, row in enumerate(noisy, start=1)
    ]
    found = prepared(work, poisoned, "weight")
    assert set(found.splits.test.ids) == test
    assert len(clean.weights) > 10
    assert found.weights.equals(clean.weights)
    assert not test & set(clean.weights["id"])


def test_a_drawn_test_keeps_the_rows_whose_label_looks_wrong(work: Work, noisy: list[dict]):
    kept, dropped = prepared(work, noisy, "keep"), prepared(work, noisy, "drop")
    assert dropped.splits.test.ids.equals(kept.splits.test.ids)
    gone = set(kept.rows.ids) - set(dropped.rows.ids)
    assert len(gone) > 10
    assert gone & set(kept.splits.train.ids)
    assert gone & set(kept.splits.validation.ids)
    assert set(dropped.ledger.gone()) == gone
    sides = [part.ids for part in vars(dropped.splits).values()]
    assert set(dropped.rows.ids) == set(pl.concat(sides))
