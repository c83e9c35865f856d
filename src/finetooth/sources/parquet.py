"""Parquet: columns cast to text; a null stays a null."""

import io
from collections.abc import Sequence
from typing import ClassVar

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.recipe import Data
from finetooth.sources.location import Content
from finetooth.sources.reader import Reader, Records


class ParquetReader(Reader):
    """Apache Parquet. Its records have numbers but no lines."""

    format: ClassVar[str] = "parquet"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")

    def records(self, content: Content, data: Data) -> Records:
        """Read all columns as text. Raises UserError where the file is damaged."""
        if not content.data:
            raise UserError("the file is empty", content.where, "name a file that holds records")
        try:
            table = pl.read_parquet(io.BytesIO(content.data))
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            fix = "write it again; it may have been cut off on the way"
            raise UserError(f"the Parquet file cannot be read: {reason}", content.where, fix) from None
        return from_table(table)

    @classmethod
    def recognises(cls, start: bytes) -> bool:
        """Parquet starts with four magic bytes."""
        return start.startswith(b"PAR1")


def from_table(table: pl.DataFrame) -> Records:
    """Cast every column to text; lists, objects and bytes that are no text are named in ``nested``."""
    columns, nested = [], {}
    for column in table.get_columns():
        text, strange = _as_text(column)
        columns.append(text)
        if strange:
            nested[column.name] = strange
    numbers = pl.Series("number", range(1, table.height + 1), dtype=pl.Int64)
    return Records(pl.DataFrame(columns), numbers, pl.Series("line", [None] * table.height, dtype=pl.Int64), (), nested)


def _as_text(column: pl.Series) -> tuple[pl.Series, Sequence[int]]:
    if not column.dtype.is_nested():
        try:
            return column.cast(pl.String), ()
        except pl.exceptions.PolarsError:
            pass
    shown = [None if value is None else str(value)[:500] for value in column.to_list()]
    return pl.Series(column.name, shown, dtype=pl.String), column.is_not_null().arg_true().to_list()
