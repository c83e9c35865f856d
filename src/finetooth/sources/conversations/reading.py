"""Reading conversations: from a file to rows and canonical conversations, with nothing lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from finetooth.core.conversation import Conversation, table_of
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.rows import SCHEMA, Rows, row_id
from finetooth.core.turning import text_and_pair
from finetooth.recipe.sections import Data
from finetooth.sources.conversations.format import Cells, Misfit
from finetooth.sources.conversations.recognition import LOOKED_AT, Recognised, recognise
from finetooth.sources.reader import BadRecord, Records, raw
from finetooth.sources.source import MOST_OTHERS, Source, file_facts, nothing, records_of, set_aside_table

_SHOWN = 3  # columns of a record that is set aside


@dataclass(frozen=True)
class _Read:
    """What records became: place of the record and conversation, one a row; and those that do not fit."""

    places: tuple[int, ...]
    conversations: tuple[Conversation, ...]
    bad: tuple[BadRecord, ...]


def read_conversations(place: str, role: str, data: Data) -> Source:
    """Read the conversations of one role from a location (any that ``Data.train`` names). Raises UserError."""
    where, name, kind, records = records_of(place, role, data)
    if not records.table.height:
        raise nothing(records, where)
    names = list(records.table.columns)
    found = recognise(names, records.table.head(LOOKED_AT).to_dicts(), data, where)
    read = _all(records, found, data.on_bad_line == "error", where)
    if not read.places:
        first = read.bad[0]
        raise UserError(f"no record fits: all {len(read.bad):,} were set aside; {first.reason}", where, _fix(found))
    numbers, notes = _numbers(records, read)
    bad = sorted((*records.bad, *_renumbered(read, numbers)), key=lambda one: one.number)
    rows = _rows(records, read, role, _groups(records, read, data, role, where), _times(records, data), numbers)
    taken = set(found.columns.values())
    facts = {
        **file_facts(records, name, kind),
        "conversation_format": found.format.name,
        "recognised_by": found.evidence,
        "conversation_columns": found.columns,
        "records": len(read.places) + len(bad),
        "multi_label": False,
        "text_column": found.columns.get("prompt", found.columns.get("messages")),
        "group_column": data.group_column,
        "time_column": data.time_column,
    }
    facts["notes"] = [*facts["notes"], *notes]
    others = _others(records.table[list(read.places)], taken, rows.ids)
    table = table_of(rows.ids, read.conversations)
    return Source(rows, set_aside_table(bad, role), others, facts, table)


def _all(records: Records, found: Recognised, strict: bool, where: str) -> _Read:
    places, conversations, bad = [], [], []
    wanted = [name for name in found.columns.values() if name in records.table.columns]
    for place, cells in enumerate(records.table.select(wanted).iter_rows(named=True)):
        try:
            held = found.format.conversations(cells, found.columns)
        except Misfit as misfit:
            bad.append(_bad(records, place, str(misfit), cells))
            if strict:
                raise bad[-1].error(where) from None
            continue
        places += [place] * len(held)
        conversations += held
    return _Read(tuple(places), tuple(conversations), tuple(bad))


def _bad(records: Records, place: int, reason: str, cells: Cells) -> BadRecord:
    shown = raw(", ".join(f"{name}: {value}" for name, value in list(cells.items())[:_SHOWN]))
    return BadRecord(int(records.numbers[place]), records.lines[place], reason, shown)


def _fix(found: Recognised) -> str:
    used = ", ".join(f"{part}: {name}" for part, name in found.columns.items())
    return f"read as {found.format.name} ({used}); set data.format and its columns if that is wrong"


def _numbers(records: Records, read: _Read) -> tuple[list[int], list[str]]:
    """Return a number a row: that of its record; where records hold several answers, rows are counted through."""
    own = [int(records.numbers[place]) for place in read.places]
    if len(set(own)) == len(own):
        return own, []
    several = len(own) - len(set(own))
    note = f"records with several answers became {several:,} rows more: rows are counted through, lines are the file's"
    return list(range(1, len(own) + 1)), [note]


def _renumbered(read: _Read, numbers: Sequence[int]) -> Sequence[BadRecord]:
    """Return the misfits with numbers that no row has."""
    taken = set(numbers)
    if not taken & {one.number for one in read.bad}:
        return read.bad
    last = max(taken)
    return [BadRecord(last + nth, one.line, one.reason, one.before) for nth, one in enumerate(read.bad, 1)]


def _rows(
    records: Records, read: _Read, role: str, groups: pl.Series, times: pl.Series, numbers: Sequence[int]
) -> Rows:
    places = list(read.places)
    texts = [text_and_pair(one) for one in read.conversations]
    columns: Mapping[str, Any] = {
        "id": pl.Series(numbers, dtype=pl.Int64) + row_id(role, 0),
        "role": pl.Series([role] * len(places), dtype=SCHEMA["role"]),
        "line": records.lines.gather(places),
        "text": [text for text, _ in texts],
        "pair": [pair for _, pair in texts],
        "label": pl.Series([None] * len(places), dtype=pl.String),
        "group": groups,
        "time": times.gather(places),
    }
    return Rows(pl.DataFrame({name: columns[name] for name in SCHEMA}, schema=SCHEMA))


def _groups(records: Records, read: _Read, data: Data, role: str, where: str) -> pl.Series:
    """Return the group of each row; the answers of one record belong together."""
    named = data.group_column
    if named is not None and named not in records.table.columns and role == "train":
        told = f"data.group_column = {named!r}, but there is no such column{did_you_mean(named, records.table.columns)}"
        raise UserError(told, where, f"set it to one of: {', '.join(records.table.columns[:20])}")
    places = pl.Series(list(read.places), dtype=pl.Int64)
    if named in records.table.columns:
        cells = records.table[str(named)].gather(places)
        return cells.set(cells == "", None)
    together = ("record " + places.cast(pl.String)).alias("group")
    return together.set(~places.is_duplicated(), None)


def _times(records: Records, data: Data) -> pl.Series:
    if data.time_column in records.table.columns:
        return records.table[str(data.time_column)]
    return pl.Series([None] * records.table.height, dtype=pl.String)


def _others(table: pl.DataFrame, taken: set[str], ids: pl.Series) -> pl.DataFrame:
    """Return the ids and the columns that are no part of the conversations."""
    others = table.select([name for name in table.columns if name not in taken][:MOST_OTHERS])
    own = "id_in_file"
    while own in others.columns:
        own += "_"
    return pl.DataFrame([ids.alias("id"), *others.rename({"id": own}, strict=False).get_columns()])
