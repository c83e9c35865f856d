"""CSV and TSV: dialect, header, then the records; a fast pass first, a patient one only where something is off."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import ClassVar

import polars as pl

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources import csv_header
from finetooth.sources.csv_dialect import NO_DELIMITER, Dialect, sniff
from finetooth.sources.csv_repair import LONG, spans
from finetooth.sources.decoding import UNREADABLE, Decoded, decode
from finetooth.sources.location import Content
from finetooth.sources.reader import CHUNK, BadRecord, Chunk, Reader, Records, in_columns, raw

Record = tuple[int, list[str]]  # line, fields
_FIELD_LIMIT = 2**31 - 1  # characters; fits the C long of every platform


class _OutOfOrder(Exception):
    """The fast pass met something that needs the patient one."""


@dataclass(frozen=True)
class _Body:
    """The records of a file: ``width`` fields each, after ``before`` lines of header and blanks."""

    decoded: Decoded
    dialect: Dialect
    width: int
    before: int

    def lines(self) -> Iterator[str]:
        """Yield the lines of the records."""
        return islice(self.decoded.lines(), self.before, None)


class CsvReader(Reader):
    """Delimited text. Every column is read as text, and no value stands for a missing one."""

    format: ClassVar[str] = "csv"
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".tsv", ".tab")

    def records(self, content: Content, data: Data) -> Records:
        """Read all records. Raises UserError, also at a bad one unless ``data.on_bad_line`` is quarantine."""
        with _long_fields():
            decoded = decode(content, data.encoding)
            dialect, notes = sniff(decoded, content, data)
            named = data.header is not False
            header, before = _header(decoded, dialect, content.where) if named else (None, dialect.above)
            body = _Body(decoded, dialect, dialect.width if header is None else len(header), before)
            names = csv_header.names(header, body.width, content.where)
            bad: list[BadRecord] = []
            try:
                table, lines = in_columns(_fast(body), names)
                numbers = pl.int_range(1, table.height + 1, dtype=pl.Int64, eager=True)
            except _OutOfOrder:
                strict = content.where if data.on_bad_line == "error" else None
                table, lines = in_columns(_chunks(_patient(body, bad, strict)), names)
                numbers = _numbers(table.height, bad)
        if header is not None and data.header is None:
            csv_header.must_be_names(header, table, content.where)
        facts = {
            "delimiter": dialect.delimiter if dialect.delimiter != NO_DELIMITER else None,
            "encoding": decoded.encoding,
            "header": header is not None,
            "notes": [*decoded.notes, *notes],
        }
        return Records(table, numbers, lines, tuple(bad), {}, facts)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Lift the limit of 131,072 characters a field, which is global to the process, while one file is read."""
    before = csv.field_size_limit(_FIELD_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _header(decoded: Decoded, dialect: Dialect, where: str) -> tuple[list[str], int]:
    """Return the first record and the lines down to its end. It must be readable in any mode."""
    fix = "mend the first line: without column names no record can be told; data.header: false if it holds none"
    reader = dialect.reader(islice(decoded.lines(), dialect.above, None))
    try:
        fields = next((record for record in reader if record), [])
    except csv.Error as error:
        raise UserError(f"the header cannot be read: {error}", f"{where}:1", fix) from None
    text = "".join(fields)
    if "\0" in text or UNREADABLE.search(text):
        raise UserError("the header holds NULs or bytes that are no text", f"{where}:1", fix)
    return fields, dialect.above + reader.line_num


def _fast(body: _Body) -> Iterator[Chunk]:
    """Yield the records in order, many at a time. Raises _OutOfOrder at the first thing that is not plain."""
    if body.decoded.damaged:
        raise _OutOfOrder
    reader = body.dialect.reader(body.lines())
    end = 0
    try:
        while records := list(islice(reader, CHUNK)):
            start, end = end + 1, reader.line_num
            places: Sequence[int] = range(body.before + start, body.before + end + 1)
            if len(places) != len(records):
                places = _starts(records, places)
            if set(map(len, records)) != {body.width}:
                records, places = _without_blanks(records, places, body.width)
            yield places, records
    except csv.Error:
        raise _OutOfOrder from None


def _starts(records: list[list[str]], lines: Sequence[int]) -> list[int]:
    """Return the line where each record starts, where some of them hold line ends. Raises _OutOfOrder at a long one."""
    heights = [
        1 + sum(field.count("\n") + field.count("\r") - field.count("\r\n") for field in fields) for fields in records
    ]
    if sum(heights) != len(lines) or max(heights) > LONG:
        raise _OutOfOrder
    return [lines[0] + above for above in accumulate(heights[:-1], initial=0)]


def _without_blanks(
    records: list[list[str]], places: Sequence[int], width: int
) -> tuple[list[list[str]], Sequence[int]]:
    """Leave blank lines out, which are records in a file of one column. Raises _OutOfOrder at any other width."""
    if width == 1:
        records = [fields or [""] for fields in records]
    kept = [place for place, fields in zip(places, records, strict=True) if fields]
    records = [fields for fields in records if fields]
    if set(map(len, records)) - {width}:
        raise _OutOfOrder
    return records, kept


def _patient(body: _Body, bad: list[BadRecord], strict: str | None) -> Iterator[Record]:
    """Yield the good records; the others go to ``bad``, or raise where ``strict`` is a place."""
    lines = list(body.lines())
    number = 0
    for span in spans(lines, body.dialect, body.width, body.before):
        if not span.fields and not span.fault and body.width > 1:
            continue
        number += 1
        start = body.before + span.first + 1
        part = lines[span.first : span.last + 1]
        fault = (_dirt(part) if body.decoded.damaged else "") or span.fault
        if not fault:
            yield start, span.fields or [""]
            continue
        bad.append(BadRecord(number, start, fault, raw(part)))
        if strict is not None:
            raise bad[-1].error(strict)


def _chunks(records: Iterator[Record]) -> Iterator[Chunk]:
    while chunk := list(islice(records, CHUNK)):
        yield [line for line, _ in chunk], [fields for _, fields in chunk]


def _numbers(good: int, bad: Sequence[BadRecord]) -> pl.Series:
    """Return the numbers of the good records: those that no bad one has."""
    numbers = pl.int_range(1, good + len(bad) + 1, dtype=pl.Int64, eager=True)
    return numbers.filter(~numbers.is_in([record.number for record in bad]))


def _dirt(lines: list[str]) -> str:
    if any("\0" in line for line in lines):
        return "the record holds NUL bytes"
    return "the record holds bytes that are not valid in this encoding" if UNREADABLE.search("".join(lines)) else ""
