"""Reader: what a way in gives, whatever the format: a table of text columns, and the records it could not read."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar

import polars as pl

from finetooth.core.errors import UserError
from finetooth.recipe.sections import Data
from finetooth.sources.location import Content

CHUNK = 2048  # records turned into columns at a time: few Python lists alive at once, which is fast and small
Chunk = tuple[Sequence[int], list[list[str]]]  # the line where each record starts, and its fields
BEFORE_LENGTH = 500
HOLD_BACK = "or set such records aside in the ledger: --set data.on_bad_line=quarantine"


@dataclass(frozen=True)
class BadRecord:
    """A record that cannot be read: its 1-based number, the line where it starts, why, and its raw text."""

    number: int
    line: int | None
    reason: str
    before: str

    def place(self, where: str) -> str:
        """Return ``file:line``, or the record's number where the format has no lines."""
        return f"{where}:{self.line}" if self.line is not None else f"{where}, record {self.number}"

    def error(self, where: str) -> UserError:
        """Return the error that names this record."""
        return UserError(self.reason, self.place(where), f"mend the record, {HOLD_BACK}")


@dataclass(frozen=True)
class Records:
    """What a reader found. ``table`` has String columns only; ``numbers`` and ``lines`` (Int64) go along with its rows.

    ``nested`` holds, per column, the row positions whose cell is a list or an object (kept as JSON text).
    """

    table: pl.DataFrame
    numbers: pl.Series
    lines: pl.Series
    bad: tuple[BadRecord, ...] = ()
    nested: Mapping[str, Sequence[int]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)  # delimiter, encoding, header, notes


class Reader(ABC):
    """One file format. Subclass it in one file of ``sources/``: that is all it takes."""

    format: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]

    @abstractmethod
    def records(self, content: Content, data: Data) -> Records:
        """Read all records. Raises UserError, also at a bad record unless ``data.on_bad_line`` is quarantine."""

    def preview(self, content: Content) -> Records | None:
        """Return the first records of a file too large to read whole: the columns that ``records`` reads are then
        chosen by them. None, as by default: the whole file is read."""
        return None

    @classmethod
    def recognises(cls, start: bytes) -> bool:
        """Whether a file of unknown suffix that starts like this is of this format."""
        return False


def in_columns(chunks: Iterable[Chunk], names: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Turn chunks of records into a table and the lines where they start."""
    tables, lines = [], [pl.Series([], dtype=pl.Int64)]
    for places, records in chunks:
        if records:
            columns = zip(names, zip(*records, strict=True), strict=True)
            tables.append(pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in columns}))
            lines.append(pl.Series(places, dtype=pl.Int64))
    table = pl.concat(tables) if tables else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    return table, pl.concat(lines, rechunk=True).rename("line")


def raw(pieces: Iterable[str]) -> str:
    """Return the raw text of a record, cut, with bytes that are no text written as ``\\xff``."""
    text = "".join(islice(pieces, BEFORE_LENGTH))[: BEFORE_LENGTH + 2].rstrip("\r\n")
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")[:BEFORE_LENGTH]
