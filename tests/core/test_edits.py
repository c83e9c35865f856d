"""Edits: the table that says what a fix does, and nothing else changes rows."""

import polars as pl

from finetooth.core import edits
from finetooth.core.rows import Rows


def some() -> Rows:
    return Rows.of([{"text": "a ", "label": "x"}, {"text": None, "label": "y"}, {"text": "c", "label": None}])


def test_a_change_is_written_only_where_something_changes() -> None:
    rows = some()
    table = edits.change(rows, "text", rows.texts.str.strip_chars(), "blanks at the ends")
    assert table.rows(named=True) == [
        {"row": 1, "action": "edit", "column": "text", "before": "a ", "after": "a", "reason": "blanks at the ends"}
    ]
    assert dict(table.schema) == dict(edits.no_edits().schema)


def test_a_change_from_and_to_missing_counts_as_one() -> None:
    after = pl.Series(["a ", "b", None])
    table = edits.change(some(), "text", after, "why")
    assert table.select("row", "before", "after").rows() == [(2, None, "b"), (3, "c", None)]
    assert edits.apply(some(), table).texts.to_list() == ["a ", "b", None]


def test_a_drop_keeps_the_text_and_the_order_asked_for() -> None:
    table = edits.drop(some(), [3, 1], pl.Series(["third", "first"]))
    assert table.select("row", "action", "before", "reason").rows() == [
        (3, "drop", "c", "third"),
        (1, "drop", "a ", "first"),
    ]
    assert edits.apply(some(), table).ids.to_list() == [2]


def test_a_drop_of_rows_that_are_not_there_does_nothing() -> None:
    assert edits.drop(some(), [99], "gone already").is_empty()
    assert edits.drop(some(), [], "none").is_empty()


def test_edits_of_several_columns_and_drops_apply_together() -> None:
    rows = some()
    table = pl.concat(
        [
            edits.change(rows, "text", rows.texts.str.strip_chars(), "strip"),
            edits.change(rows, "label", rows.labels.fill_null("z"), "fill"),
            edits.drop(rows, [2], "no text"),
        ]
    )
    after = edits.apply(rows, table)
    assert after.table.select("id", "text", "label").rows() == [(1, "a", "x"), (3, "c", "z")]


def test_no_edits_change_nothing() -> None:
    assert edits.apply(some(), edits.no_edits()).table.equals(some().table)
