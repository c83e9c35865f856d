"""A column that names each row's split: its rows take the role that it says, others are set aside."""

from dataclasses import replace

import polars as pl

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.rows import ROLES, Rows, row_id
from finetooth.sources.source import SET_ASIDE_SCHEMA, Source

NAMES = {
    **dict.fromkeys(("train", "training", "trn"), "train"),
    **dict.fromkeys(("validation", "valid", "val", "dev", "development", "eval"), "validation"),
    **dict.fromkeys(("test", "testing", "tst", "heldout", "held_out"), "test"),
}


def by_split_column(source: Source, column: str | None, where: str) -> Source:
    """Return the source of a training file with its rows dealt out as ``column`` says. Raises UserError."""
    if column is None:
        return source
    known = [name for name in source.columns.columns if name != "id"]
    if column not in known:
        told = f"data.split_column = {column!r}, but there is no such column{did_you_mean(column, known)}"
        raise UserError(told, where, f"set data.split_column to one of: {', '.join(known[:20])}")
    said = source.columns[column]
    role = said.str.strip_chars().str.to_lowercase().replace_strict(NAMES, default=None, return_dtype=pl.String)
    if not (role == "train").any():
        values = ", ".join(repr(value) for value in said.unique().sort().head(10).to_list())
        fix = "name a column with the values train, validation (or dev) and test"
        raise UserError(f"no row is for training: column {column!r} holds {values}", where, fix)
    return _dealt(source, column, role)


def _dealt(source: Source, column: str, role: pl.Series) -> Source:
    """Return the source with rows in their roles; those without one are set aside."""
    old = source.rows.ids
    high = role.replace_strict({name: row_id(name, 0) for name in ROLES}, default=0, return_dtype=pl.Int64)
    new = (old - row_id("train", 0) + high).alias("id")  # the record's number stays what it is
    kept = role.is_not_null()
    table = source.rows.table.with_columns(new, role.fill_null("train").cast(pl.Enum(ROLES)).alias("role"))
    out = source.rows.table.with_columns(source.columns[column].alias("said")).filter(~kept)
    reason = pl.format("column {} says {}", pl.lit(column), pl.col("said").fill_null("nothing"))
    aside = out.select(pl.col("id").alias("row"), "line", reason.alias("reason"), pl.col("text").alias("before"))
    talks = source.conversations
    return replace(
        source,
        rows=Rows(table.filter(kept)),
        columns=source.columns.with_columns(new).filter(kept).drop(column),
        conversations=talks.with_columns(new).filter(kept) if talks.height else talks,
        set_aside=pl.concat([source.set_aside, aside.cast(pl.Schema(SET_ASIDE_SCHEMA))]),
        facts={**source.facts, "split_column": column},
    )
