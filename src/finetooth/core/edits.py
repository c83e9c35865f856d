"""Edits: a fix as a table, one line per row and column touched, which becomes the ledger's entries word for word."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from finetooth.core.rows import Rows

EDIT_SCHEMA: dict[str, Any] = {
    "row": pl.Int64,
    "action": pl.Enum(["drop", "edit"]),
    "column": pl.String,  # null for a drop
    "before": pl.String,
    "after": pl.String,
    "reason": pl.String,
}


def no_edits() -> pl.DataFrame:
    """Return the empty table of edits."""
    return pl.DataFrame(schema=EDIT_SCHEMA)


def drop(rows: Rows, ids: Iterable[int], reason: str | pl.Series) -> pl.DataFrame:
    """Drop rows; ``reason`` is one text, or a series with one text an id in the same order as ``ids``."""
    wanted = pl.DataFrame({"id": pl.Series(list(ids), dtype=pl.Int64)})
    wanted = wanted.with_columns(
        reason.alias("reason") if isinstance(reason, pl.Series) else pl.lit(reason).alias("reason")
    )
    found = wanted.join(rows.table.select("id", "text"), on="id", how="inner", maintain_order="left")
    return found.select(
        pl.col("id").alias("row"),
        pl.lit("drop").cast(EDIT_SCHEMA["action"]).alias("action"),
        pl.lit(None, pl.String).alias("column"),
        pl.col("text").alias("before"),
        pl.lit(None, pl.String).alias("after"),
        pl.col("reason"),
    )


def change(rows: Rows, column: str, after: pl.Series, reason: str) -> pl.DataFrame:
    """Edit a column where ``after`` (aligned with ``rows``) differs from what is there."""
    before = rows.table[column]
    return (
        pl.DataFrame({"row": rows.ids, "before": before, "after": after})
        .filter(pl.col("before").ne_missing(pl.col("after")))
        .select(
            "row",
            pl.lit("edit").cast(EDIT_SCHEMA["action"]).alias("action"),
            pl.lit(column).alias("column"),
            "before",
            "after",
            pl.lit(reason).alias("reason"),
        )
    )


def apply(rows: Rows, edits: pl.DataFrame) -> Rows:
    """Return the rows with all edits applied, the last of each cell; nothing else changes rows."""
    changes = edits.filter(pl.col("action") == "edit").unique(["row", "column"], keep="last", maintain_order=True)
    for (column,), part in changes.group_by("column", maintain_order=True):
        after = rows.table.select("id").join(
            part.select(pl.col("row").alias("id"), "after", pl.lit(True).alias("edited")),
            on="id",
            how="left",
            maintain_order="left",
        )
        values = rows.table[str(column)].zip_with(~after["edited"].fill_null(False), after["after"])
        rows = rows.with_column(values.alias(str(column)))
    return rows.without(edits.filter(pl.col("action") == "drop")["row"].to_list())
