"""The one table that goes through everything: rows with ids that trace each to its file and line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

import polars as pl

ROLES = ("train", "validation", "test", "field")
_RECORD_BITS = 40

SCHEMA: dict[str, Any] = {
    "id": pl.Int64,  # see row_id
    "role": pl.Enum(ROLES),
    "line": pl.Int64,  # physical line in the file where the record starts, 1-based; null where a format has no lines
    "text": pl.String,
    "pair": pl.String,  # the second text, where a row has two
    "label": pl.String,  # several labels of one row are sorted and joined by LABEL_JOINT
    "group": pl.String,
    "time": pl.String,
}
LABEL_JOINT = "\x1f"  # the unit separator, which no label holds
Input = str | tuple[str, str]  # what a model reads of a row


def row_id(role: str, record: int) -> int:
    """Return the id of a record: the 1-based record number, with the role in the high bits (0 for train)."""
    return (ROLES.index(role) << _RECORD_BITS) | record


def role_of(row: int) -> str:
    """Return the role that a row's id carries."""
    return ROLES[row >> _RECORD_BITS]


def name_of(row: int) -> int | str:
    """Return what people see: the plain record number in the train file, ``test:17`` in any other."""
    role, record = row >> _RECORD_BITS, row & ((1 << _RECORD_BITS) - 1)
    return record if role == 0 else f"{ROLES[role]}:{record}"


def id_of(name: int | str) -> int | None:
    """Return the id of a row by the name people see: 131, "131" or "test:17"; None where it is no such name."""
    role, _, number = str(name).rpartition(":")
    if (role or "train") not in ROLES or not re.fullmatch("[1-9][0-9]{0,11}", number):
        return None
    return row_id(role or "train", int(number))


@dataclass(frozen=True)
class Rows:
    """Rows of all roles in one polars table with the columns of ``SCHEMA``; changed only by making a new one."""

    table: pl.DataFrame

    def __post_init__(self) -> None:
        if list(self.table.columns) != list(SCHEMA):
            raise ValueError(f"Rows need the columns {list(SCHEMA)}, got {self.table.columns}")

    def __len__(self) -> int:
        return self.table.height

    @classmethod
    def of(cls, records: Iterable[Mapping[str, Any]]) -> Self:
        """Make rows from plain records; ``role`` is train and ``id`` counts within its role where not given."""
        seen = dict.fromkeys(ROLES, 0)
        complete = []
        for record in records:
            role = str(record.get("role", "train"))
            seen[role] += 1
            complete.append({"role": role, "id": row_id(role, seen[role]), **record})
        return cls(pl.DataFrame(complete, schema=SCHEMA))

    @classmethod
    def concat(cls, parts: Iterable["Rows"]) -> Self:
        """Stack rows; an empty list gives no rows."""
        tables = [part.table for part in parts]
        return cls(pl.concat(tables) if tables else pl.DataFrame(schema=SCHEMA))

    def role(self, *roles: str) -> Self:
        """Return the rows of these roles, in order."""
        return type(self)(self.table.filter(pl.col("role").is_in(list(roles))))

    def only(self, ids: Iterable[int]) -> Self:
        """Return the rows with these ids, in table order."""
        return type(self)(self.table.filter(pl.col("id").is_in(list(ids))))

    def without(self, ids: Iterable[int]) -> Self:
        """Return all rows but those with these ids."""
        return type(self)(self.table.filter(~pl.col("id").is_in(list(ids))))

    def with_column(self, values: pl.Series) -> Self:
        """Return rows whose column named like ``values`` holds ``values``."""
        return type(self)(self.table.with_columns(values))

    @property
    def ids(self) -> pl.Series:
        """Ids, Int64, one a row."""
        return self.table["id"]

    @property
    def texts(self) -> pl.Series:
        """Texts, String, null where missing."""
        return self.table["text"]

    @property
    def inputs(self) -> list[Input]:
        """What a model reads of each row: its text, or both where rows have two; a missing one is empty."""
        texts, pairs = (self.table[name].fill_null("").to_list() for name in ("text", "pair"))
        paired = self.table["pair"].null_count() < len(self)
        return list(zip(texts, pairs, strict=True)) if paired else texts

    @property
    def labels(self) -> pl.Series:
        """Labels as text, null where missing."""
        return self.table["label"]
