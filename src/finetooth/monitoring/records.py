"""Records: one line of JSON for each file of new rows, in the order of their dates."""

import fcntl
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from finetooth.core import store
from finetooth.core.errors import UserError
from finetooth.monitoring.results import Record

RECORDS = "records.jsonl"
_RECORD = TypeAdapter(Record)


def read_records(folder: Path) -> tuple[Record, ...]:
    """Return the records of a folder, the oldest first. Raises UserError where one cannot be read."""
    path = folder / RECORDS
    try:
        return tuple(_RECORD.validate_python(line) for line in store.read_lines(path))
    except (json.JSONDecodeError, UnicodeDecodeError, ValidationError) as error:
        told = str(error).splitlines()[0][:200]
        fix = "mend the line, or move the file away to begin a new history"
        raise UserError(f"a record cannot be read: {told}", str(path), fix) from None


def with_record(records: Sequence[Record], record: Record) -> tuple[Record, ...]:
    """Return the records with this one at the end of its day; in the place of one of the same file and date."""
    if any(one.name == record.name for one in records):
        return tuple(record if one.name == record.name else one for one in records)
    return tuple(sorted([*records, record], key=lambda one: one.date))


def earlier(records: Sequence[Record], date: str, content: str) -> tuple[Record, ...]:
    """Return the records that stand before a file of a date: where it has one already, before that."""
    place = next((place for place, one in enumerate(records) if one.name == (date, content)), len(records))
    return tuple(one for one in records[:place] if one.date <= date)


def write_records(folder: Path, records: Sequence[Record]) -> None:
    """Write all records, whole or not at all."""
    store.write_lines(folder / RECORDS, [_RECORD.dump_python(one, mode="json") for one in records])


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder of records, so that two monitors at a time lose none. Raises UserError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stream = (folder / ".lock").open("w")
    except OSError as error:
        told = f"the records cannot be kept there: {error.strerror}"
        raise UserError(told, str(folder), "name a folder you may write to with --out") from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            fix = "wait for the other to end, or name another folder with --out"
            raise UserError("another monitor works on these records", str(folder), fix) from None
        yield
