"""Source: one file of rows, read as text, traced to its lines, with nothing lost."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from typing import Any

import polars as pl

from finetooth.core.conversation import table_of
from finetooth.core.errors import UserError
from finetooth.core.plugins import classes_in
from finetooth.core.rows import SCHEMA, Rows, row_id
from finetooth.recipe.sections import Data
from finetooth.sources import columns, hub, label_sets, labels, location
from finetooth.sources.reader import HOLD_BACK, BadRecord, Reader, Records, raw

_NOT_FETCHED = b"version https://git-lfs.github.com/spec/"  # https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_BLANK = r"^[\s\p{Cc}\p{Cf}]*$"  # white space and characters that cannot be seen
MOST_OTHERS = 256  # columns beside those with a part to play: of a matrix of numbers nobody wants each one checked
SET_ASIDE_SCHEMA = {"row": pl.Int64, "line": pl.Int64, "reason": pl.String, "before": pl.String}


@dataclass(frozen=True)
class Source:
    """What one file gave. ``rows`` and ``set_aside`` (columns of SET_ASIDE_SCHEMA) together are all its records.

    ``columns`` is the row's id and, as text, every column of the file but the text and its pair; one that is called id
    itself comes as ``id_in_file``, and of very many only the first are there. ``facts`` is JSON-able: file, format,
    delimiter, encoding, header, columns, text_column, pair_column, label_column, group_column, time_column,
    multi_label, records (those set aside included) and notes.
    """

    rows: Rows
    set_aside: pl.DataFrame
    columns: pl.DataFrame
    facts: dict[str, Any]
    conversations: pl.DataFrame = field(default_factory=lambda: table_of([], []))  # of task sft: one a row


def read(place: str, role: str, data: Data) -> Source:
    """Read the rows of one role from a location (any that ``Data.train`` names). Raises UserError."""
    where, name, kind, records = records_of(place, role, data, by_label=True)
    records_in_file = records.table.height + len(records.bad)
    if not records.table.height:
        raise nothing(records, where)
    chosen = _chosen(records, role, data, where)
    found = _labels(records, chosen, role, data)
    records, label = _readable(records, chosen, found, data.on_bad_line == "error", where)
    rows = _rows(records, chosen, label, role)
    if role == "train":
        labels.must_be_classes(rows.labels, str(chosen.label), where)
    parts = {f"{part}_column": column for part, column in asdict(chosen).items()}
    facts = {**file_facts(records, name, kind), "records": records_in_file, **parts}
    facts["multi_label"] = found.several
    others = _others(records.table, chosen, rows.ids)
    if others.width < records.table.width - bool(chosen.pair):
        facts["notes"].append(
            f"of the {records.table.width:,} columns the checks look at the first {MOST_OTHERS} or so"
        )
    return Source(rows, set_aside_table(records.bad, role), others, facts)


def content_hash(place: str, role: str = "train") -> str:
    """Return the sha256 of the file (for the hub: the fingerprint of the role's split). Raises UserError."""
    return hub.fingerprint(place, role) if place.startswith(location.HUB) else location.hash_of(place)


def records_of(place: str, role: str, data: Data, by_label: bool = False) -> tuple[str, str, str, Records]:
    """Return where, file name, format and records; of a large Parquet file ``by_label`` only what its task needs."""
    if place.startswith(location.HUB):
        return place, place, "hub", hub.records(place, role)
    content = location.open_content(place, tuple(suffix for reader in _readers() for suffix in reader.suffixes))
    reader = _reader_for(content)
    if by_label and (preview := reader.preview(content)) is not None:
        chosen = asdict(_chosen(preview, role, data, content.where))
        data = data.model_copy(update={f"{name}_column": column for name, column in chosen.items()})
    where, name, records = content.where, content.name, reader.records(content, data)
    del content  # its bytes make room for the columns, which are put in one piece each
    return where, name, reader.format, replace(records, table=records.table.rechunk())


def _chosen(records: Records, role: str, data: Data, where: str) -> columns.Columns:
    plain = [column for column in records.table.columns if column not in records.nested]
    return columns.choose(records.table, plain, role, data, where)


@cache
def _readers() -> tuple[Reader, ...]:
    return tuple(kind() for kind in classes_in("finetooth.sources", Reader))  # type: ignore[type-abstract]


def _reader_for(content: location.Content) -> Reader:
    """Return the reader of the file's suffix, else the one that recognises how it starts, else CSV.

    A start that only one format has counts for more than the name of a CSV. Raises UserError where the file was not
    fetched yet.
    """
    start = content.start(4096).removeprefix(codecs.BOM_UTF8)
    if start.startswith(_NOT_FETCHED):
        fix = "fetch the file itself: git lfs pull"
        raise UserError("this is what Git LFS leaves in the place of a file, not rows", content.where, fix)
    plain = [reader for reader in _readers() if reader.format == "csv"]
    by_name = [reader for reader in _readers() if content.suffix in reader.suffixes and reader not in plain]
    by_start = [reader for reader in _readers() if reader.recognises(start)]
    return (by_name or by_start or plain)[0]


def file_facts(records: Records, name: str, kind: str) -> dict[str, Any]:
    """Return what is told of a file whatever its rows are for."""
    known = {key: records.facts.get(key) for key in ("delimiter", "encoding", "header")}
    notes = list(records.facts.get("notes", []))
    return {"file": name, "format": kind, **known, "columns": records.table.columns, "notes": notes}


def nothing(records: Records, where: str) -> UserError:
    """Return the error of a file without a record that can be read."""
    if records.bad:
        first = records.bad[0]
        what = f"no record can be read: all {len(records.bad)} were set aside; line {first.line}: {first.reason}"
        csv = "delimiter" in records.facts
        fix = "check data.delimiter, data.encoding and data.header" if csv else "write each record as one object a line"
        return UserError(what, where, fix)
    header = " but a header" if records.facts.get("header") else ""
    fix = (
        "name a file with records; if its first line is a record, set data.header: false"
        if header
        else "name a file with records"
    )
    return UserError(f"the file holds nothing{header}: no records", where, fix)


def _labels(records: Records, chosen: columns.Columns, role: str, data: Data) -> label_sets.LabelSets:
    """Return the labels; rows from production need none, and a blank one there says so."""
    if chosen.label is None:
        empty = pl.Series([None], dtype=pl.String).new_from_index(0, records.table.height)
        return label_sets.LabelSets(empty, {}, several=False)
    nested = records.nested.get(chosen.label, ())
    found = label_sets.joined(records.table[chosen.label], nested, data.label_separator)
    blank = found.labels.fill_null("").str.contains(_BLANK)
    if role != "field" or (found.several and not blank.all()):
        return found
    return found._replace(labels=found.labels.set(blank, None))


def _readable(
    records: Records, chosen: columns.Columns, found: label_sets.LabelSets, strict: bool, where: str
) -> tuple[Records, pl.Series]:
    """Return the usable records and their labels; set aside, or refuse, those with a list where a text goes."""
    faults = dict(found.faults)
    for column in (chosen.text, chosen.pair, chosen.group, chosen.time):
        for place in records.nested.get(column or "", ()):
            faults[place] = label_sets.not_plain(records.table[str(column)][place], str(column))
    if not faults:
        return records, found.labels
    bad = _bad(records, faults, chosen)
    if strict:
        fix = f"name a column of plain values (data.text_column, data.label_column), {HOLD_BACK}"
        raise UserError(bad[0].reason, bad[0].place(where), fix)
    if len(bad) == records.table.height:
        raise UserError(f"no record can be read: {bad[0].reason}", where, "set data.text_column and data.label_column")
    keep = ~pl.int_range(records.table.height, eager=True).is_in(sorted(faults))
    return _only(records, keep, bad), found.labels.filter(keep)


def _bad(records: Records, faults: Mapping[int, str], chosen: columns.Columns) -> list[BadRecord]:
    shown = [column for column in (chosen.text, chosen.label) if column]
    return [
        BadRecord(
            int(records.numbers[place]),
            records.lines[place],
            faults[place],
            raw(", ".join(f"{column}: {records.table[column][place]}" for column in shown)),
        )
        for place in sorted(faults)
    ]


def _only(records: Records, keep: pl.Series, bad: Sequence[BadRecord]) -> Records:
    everything = sorted((*records.bad, *bad), key=lambda record: record.number)
    numbers, lines = records.numbers.filter(keep), records.lines.filter(keep)
    return replace(records, table=records.table.filter(keep), numbers=numbers, lines=lines, bad=tuple(everything))


def _rows(records: Records, chosen: columns.Columns, label: pl.Series, role: str) -> Rows:
    height = records.table.height
    empty = pl.Series([None], dtype=pl.String).new_from_index(0, height)
    cells = {name: records.table[column] if column else empty for name, column in asdict(chosen).items()}
    parts = {
        **cells,
        "id": records.numbers + row_id(role, 0),
        "role": pl.Series([role], dtype=SCHEMA["role"]).new_from_index(0, height),
        "line": records.lines,
        "label": label,
        "group": cells["group"].set(cells["group"] == "", None),  # rows without a group belong to no common one
    }
    return Rows(pl.DataFrame({name: parts[name] for name in SCHEMA}, schema=SCHEMA))


def _others(table: pl.DataFrame, chosen: columns.Columns, ids: pl.Series) -> pl.DataFrame:
    """Return the ids and the columns that are no texts: those with a part to play, and the first of the others."""
    played = [column for column in (chosen.label, chosen.group, chosen.time) if column]
    free = [name for name in table.columns if name not in (chosen.text, chosen.pair, *played)]
    kept = {*played, *free[:MOST_OTHERS]}
    others = table.select([name for name in table.columns if name in kept])
    own = "id_in_file"
    while own in others.columns:
        own += "_"
    return pl.DataFrame([ids, *others.rename({"id": own}, strict=False).get_columns()])


def set_aside_table(bad: Sequence[BadRecord], role: str) -> pl.DataFrame:
    """Return records that cannot be read with the columns of ``SET_ASIDE_SCHEMA``."""
    entries = [(row_id(role, record.number), record.line, record.reason, record.before) for record in bad]
    return pl.DataFrame(entries, schema=SET_ASIDE_SCHEMA, orient="row")
