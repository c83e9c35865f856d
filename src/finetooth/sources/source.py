"""Source: one file of rows, read as text, traced to its lines, with nothing lost."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.plugins import classes_in
from finetooth.core.recipe import Data
from finetooth.core.rows import SCHEMA, Rows, row_id
from finetooth.sources import columns, hub, labels, location
from finetooth.sources.reader import HOLD_BACK, BadRecord, Reader, Records

_BLANK = r"^[\s\p{Cc}\p{Cf}]*$"  # white space and characters that cannot be seen
SET_ASIDE_SCHEMA = {"row": pl.Int64, "line": pl.Int64, "reason": pl.String, "before": pl.String}


@dataclass(frozen=True)
class Source:
    """What one file gave. ``rows`` and ``set_aside`` (columns of SET_ASIDE_SCHEMA) together are all its records.

    ``facts`` is JSON-able: file, format, delimiter, encoding, header, columns, text_column, label_column,
    group_column, records (those set aside included) and notes.
    """

    rows: Rows
    set_aside: pl.DataFrame
    facts: dict[str, Any]


def read(place: str, role: str, data: Data) -> Source:
    """Read the rows of one role from a location (any that ``Data.train`` names). Raises UserError."""
    where, name, kind, records = _records(place, role, data)
    records_in_file = records.table.height + len(records.bad)
    if not records.table.height:
        raise _nothing(records, where)
    plain = [column for column in records.table.columns if column not in records.nested]
    chosen = columns.choose(records.table, plain, role, data, where)
    records = _without_nested(records, chosen, data.on_bad_line == "error", where)
    rows = _rows(records, chosen, role)
    if role == "train":
        labels.must_be_classes(rows.labels, str(chosen.label), where)
    facts = {"file": name, "format": kind, "records": records_in_file, **_facts(records, chosen)}
    return Source(rows, _set_aside(records.bad, role), facts)


def content_hash(place: str, role: str = "train") -> str:
    """Return the sha256 of the file (for the hub: the fingerprint of the role's split). Raises UserError."""
    return hub.fingerprint(place, role) if place.startswith(location.HUB) else location.hash_of(place)


def _records(place: str, role: str, data: Data) -> tuple[str, str, str, Records]:
    """Return where, file name, format and records."""
    if place.startswith(location.HUB):
        return place, place, "hub", hub.records(place, role)
    content = location.open_content(place, tuple(suffix for reader in _readers() for suffix in reader.suffixes))
    reader = _reader_for(content)
    return content.where, content.name, reader.format, reader.records(content, data)


@cache
def _readers() -> tuple[Reader, ...]:
    return tuple(kind() for kind in classes_in("finetooth.sources", Reader))  # type: ignore[type-abstract]


def _reader_for(content: location.Content) -> Reader:
    """Return the reader of the file's suffix, else the one that recognises how it starts, else CSV."""
    start = content.data[:4096].removeprefix(codecs.BOM_UTF8)
    by_name = [reader for reader in _readers() if content.suffix in reader.suffixes]
    by_start = [reader for reader in _readers() if reader.recognises(start)]
    plain = [reader for reader in _readers() if reader.format == "csv"]
    return (by_name or by_start or plain)[0]


def _facts(records: Records, chosen: columns.Columns) -> dict[str, Any]:
    known = {key: records.facts.get(key) for key in ("delimiter", "encoding", "header")}
    names = {"text_column": chosen.text, "label_column": chosen.label, "group_column": chosen.group}
    return {**known, "columns": records.table.columns, **names, "notes": list(records.facts.get("notes", []))}


def _nothing(records: Records, where: str) -> UserError:
    if records.bad:
        first = records.bad[0]
        what = f"no record can be read: all {len(records.bad)} were set aside; line {first.line}: {first.reason}"
        return UserError(what, where, "check data.delimiter, data.encoding and data.header")
    header = " but a header" if records.facts.get("header") else ""
    fix = (
        "name a file with records; if its first line is a record, set data.header: false"
        if header
        else "name a file with records"
    )
    return UserError(f"the file holds nothing{header}: no records", where, fix)


def _without_nested(records: Records, chosen: columns.Columns, strict: bool, where: str) -> Records:
    """Set aside, or refuse, the records whose text, label or group is a list or an object."""
    bad: dict[int, BadRecord] = {}
    for column in (chosen.text, chosen.label, chosen.group):
        for place in records.nested.get(column or "", ()):
            number, line = int(records.numbers[place]), records.lines[place]
            reason = f"the value of {column} is a list or an object, not a text"
            bad.setdefault(place, BadRecord(number, line, reason, str(records.table[str(column)][place])[:500]))
    if not bad:
        return records
    first = bad[min(bad)]
    if strict:
        fix = f"name a column of plain values (data.text_column, data.label_column), {HOLD_BACK}"
        raise UserError(first.reason, first.place(where), fix)
    if len(bad) == records.table.height:
        raise UserError(f"no record can be read: {first.reason}", where, "set data.text_column and data.label_column")
    keep = ~pl.int_range(records.table.height, eager=True).is_in(sorted(bad))
    numbers, lines = records.numbers.filter(keep), records.lines.filter(keep)
    everything = sorted((*records.bad, *bad.values()), key=lambda record: record.number)
    return replace(
        records, table=records.table.filter(keep), numbers=numbers, lines=lines, bad=tuple(everything), nested={}
    )


def _rows(records: Records, chosen: columns.Columns, role: str) -> Rows:
    height = records.table.height
    empty = pl.Series([None] * height, dtype=pl.String)
    label = records.table[chosen.label] if chosen.label else empty
    if role == "field":  # rows from production need no label: a blank one says that there is none
        label = label.set(label.fill_null("").str.contains(_BLANK), None)
    group = records.table[chosen.group] if chosen.group else empty
    parts = {
        "id": records.numbers + row_id(role, 0),
        "role": pl.Series([role], dtype=SCHEMA["role"]).new_from_index(0, height),
        "line": records.lines,
        "text": records.table[chosen.text],
        "label": label,
        "group": group.set(group == "", None),  # rows without a group belong to no common one
    }
    return Rows(pl.DataFrame(parts, schema=SCHEMA))


def _set_aside(bad: Sequence[BadRecord], role: str) -> pl.DataFrame:
    entries = [(row_id(role, record.number), record.line, record.reason, record.before) for record in bad]
    return pl.DataFrame(entries, schema=SET_ASIDE_SCHEMA, orient="row")
