"""Rows: one table, and ids that trace each row to its record."""

import polars as pl
import pytest

from finetooth.core.rows import ROLES, SCHEMA, Rows, name_of, row_id


def some() -> Rows:
    return Rows.of(
        [
            {"text": "a", "label": "x"},
            {"text": "b", "label": None, "role": "test"},
            {"text": None, "label": "x", "group": "g"},
            {"text": "d", "label": "y", "role": "test", "line": 9},
        ]
    )


@pytest.mark.parametrize("role", ROLES)
def test_ids_of_all_roles_differ_and_say_where_a_row_is_from(role: str) -> None:
    ids = {row_id(each, 17) for each in ROLES}
    assert len(ids) == len(ROLES)
    assert name_of(row_id(role, 17)) == (17 if role == "train" else f"{role}:17")
    assert row_id(role, 2**40 - 1) < 2**63


def test_rows_of_records_are_train_and_counted_within_their_role() -> None:
    rows = some()
    assert [name_of(row) for row in rows.ids] == [1, "test:1", 2, "test:2"]
    assert dict(rows.table.schema) == {name: pl.Schema(SCHEMA)[name] for name in SCHEMA}
    assert rows.table["line"].to_list() == [None, None, None, 9]
    assert rows.texts.to_list() == ["a", "b", None, "d"]
    assert rows.labels.to_list() == ["x", None, "x", "y"]


def test_rows_are_chosen_by_role_and_id_in_table_order() -> None:
    rows = some()
    assert rows.role("test").texts.to_list() == ["b", "d"]
    assert len(rows.role("train", "test")) == 4
    assert len(rows.role("field")) == 0
    assert rows.only([2, 1]).texts.to_list() == ["a", None]
    assert rows.without([1]).texts.to_list() == ["b", None, "d"]
    assert len(rows.without([])) == 4


def test_a_changed_column_makes_new_rows() -> None:
    rows = some()
    louder = rows.with_column(rows.texts.str.to_uppercase())
    assert louder.texts.to_list() == ["A", "B", None, "D"]
    assert rows.texts.to_list() == ["a", "b", None, "d"]


def test_rows_are_stacked_and_none_make_none() -> None:
    assert len(Rows.concat([some(), some()])) == 8
    assert len(Rows.concat([])) == 0


def test_a_table_of_other_columns_is_no_rows() -> None:
    with pytest.raises(ValueError, match="Rows need the columns"):
        Rows(pl.DataFrame({"id": [1], "text": ["a"]}))
