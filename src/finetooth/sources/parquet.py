"""Parquet: columns cast to text; a null stays a null; of a very large file only the columns that are needed."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import polars as pl

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources.location import Content
from finetooth.sources.reader import Reader, Records

LARGE_ROWS = 2_000_000  # beyond this, or LARGE_BYTES as packed on disk, columns that no option names are left out
LARGE_BYTES = 256 * 1024**2
_PREVIEW_ROWS = 100_000
_LEFT_OUT = "the file is large, so only these of its {count} columns were read: {kept}"


class ParquetReader(Reader):
    """Apache Parquet. Its records have numbers but no lines."""

    format: ClassVar[str] = "parquet"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet", ".pq")

    def records(self, content: Content, data: Data) -> Records:
        """Read all columns as text, of a large file those ``data`` names. Raises UserError where it is damaged."""
        asked = (data.text_column, data.pair_column, data.label_column, data.group_column, data.time_column)
        with _readable(content):
            names = list(pl.read_parquet_schema(_file(content)))
            kept = [name for name in names if name in asked] if _is_large(content) else []
            table = pl.read_parquet(_file(content), columns=kept or None)
        records = from_table(table)
        if not kept or len(kept) == len(names):
            return records
        return replace(records, facts={"notes": [_LEFT_OUT.format(count=len(names), kept=", ".join(kept))]})

    def preview(self, content: Content) -> Records | None:
        """Return the first records of a large file; None for any other."""
        with _readable(content):
            return from_table(pl.read_parquet(_file(content), n_rows=_PREVIEW_ROWS)) if _is_large(content) else None

    @classmethod
    def recognises(cls, start: bytes) -> bool:
        """Parquet starts with four magic bytes, which could be a column's name too: then a delimiter follows."""
        return start.startswith(b"PAR1") and start[4:5] not in (b",", b";", b"\t", b"|", b"\r", b"\n")


def _file(content: Content) -> Path | io.BytesIO:
    """Return the file itself where there is one: it is then never held in memory as a whole."""
    return content.path or io.BytesIO(content.data)


def _is_large(content: Content) -> bool:
    return content.size > LARGE_BYTES or pl.scan_parquet(_file(content)).select(pl.len()).collect().item() > LARGE_ROWS


@contextmanager
def _readable(content: Content) -> Iterator[None]:
    """Turn what polars says of a damaged file into a UserError."""
    if not content.size:
        raise UserError("the file is empty", content.where, "name a file that holds records")
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        fix = "write it again; it may have been cut off on the way"
        raise UserError(f"the Parquet file cannot be read: {reason}", content.where, fix) from None


def from_table(table: pl.DataFrame) -> Records:
    """Cast every column to text; the places of lists, objects and bytes that are no text are named in ``nested``."""
    columns, nested = [], {}
    for column in table.get_columns():
        text, strange = _as_text(column)
        columns.append(text)
        if len(strange):
            nested[column.name] = strange
    numbers = pl.int_range(1, table.height + 1, dtype=pl.Int64, eager=True).alias("number")
    lines = pl.Series("line", [None], dtype=pl.Int64).new_from_index(0, table.height)
    return Records(pl.DataFrame(columns), numbers, lines, (), nested)


def _as_text(column: pl.Series) -> tuple[pl.Series, Sequence[int]]:
    """Return the column as text and the places of what is none; a NaN is a missing number."""
    if column.dtype.is_float():
        column = column.fill_nan(None)
    filled = column.is_not_null()
    if not column.dtype.is_nested():
        try:
            return column.cast(pl.String), ()
        except pl.exceptions.PolarsError:
            values = column.to_list()
            shown = [value if value is None else _shown(value) for value in values]
            return pl.Series(column.name, shown, dtype=pl.String), _no_text(values)
    return _as_json(column).set(~filled, None), filled.arg_true().to_list()


def _as_json(column: pl.Series) -> pl.Series:
    """Return lists or objects as JSON text."""
    if "Binary" in str(column.dtype) or "Object" in str(column.dtype):  # which polars cannot write
        shown = [json.dumps(value, default=_shown, ensure_ascii=False) for value in column.to_list()]
        return pl.Series(column.name, shown, dtype=pl.String)
    packed = pl.DataFrame({"v": column}).select(pl.struct("v").struct.json_encode())["v"]
    return packed.str.slice(len('{"v":')).str.head(-1).alias(column.name)


def _no_text(values: Sequence[object]) -> list[int]:
    """Return the places of bytes that are no text."""
    bad = []
    for place, value in enumerate(values):
        try:
            _ = value.decode() if isinstance(value, bytes) else ""
        except UnicodeDecodeError:
            bad.append(place)
    return bad


def _shown(value: object) -> str:
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)
