"""The ledger: an append-only account of every row's fate, which must balance."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from finetooth.core import edits
from finetooth.core.errors import LedgerError
from finetooth.core.rows import Rows, name_of

LEDGER_SCHEMA: dict[str, Any] = {
    "row": pl.Int64,
    "stage": pl.String,
    "action": pl.Enum(["set aside", "drop", "edit", "weigh", "assign"]),
    "check": pl.String,
    "column": pl.String,
    "before": pl.String,
    "after": pl.String,
    "reason": pl.String,
}
_GONE = ("set aside", "drop")


@dataclass(frozen=True)
class Ledger:
    """One line an entry. ``set aside`` and ``drop`` end a row, ``weigh`` makes it count less, ``assign`` splits."""

    table: pl.DataFrame

    @classmethod
    def empty(cls) -> "Ledger":
        """Return a ledger without entries."""
        return cls(pl.DataFrame(schema=LEDGER_SCHEMA))

    def __len__(self) -> int:
        return self.table.height

    def plus(self, entries: pl.DataFrame, stage: str, check: str | None = None) -> "Ledger":
        """Return the ledger with these edits (or entries of its own columns) written down."""
        missing = [name for name in LEDGER_SCHEMA if name not in entries.columns]
        given = {"stage": stage, "check": check}
        filled = entries.with_columns(pl.lit(given.get(name), pl.String).alias(name) for name in missing)
        return Ledger(pl.concat([self.table, filled.select(list(LEDGER_SCHEMA)).cast(pl.Schema(LEDGER_SCHEMA))]))

    def then(self, later: "Ledger") -> "Ledger":
        """Return both ledgers as one."""
        return Ledger(pl.concat([self.table, later.table]))

    def without(self, checks: Iterable[str] = (), rows: Iterable[int] = ()) -> "Ledger":
        """Return the ledger as if these checks' fixes, or those of these rows, had not been applied.

        What later edits made of the same cell rests on them, and is taken back too.
        """
        undone = pl.col("check").is_in(list(checks)).fill_null(False) | pl.col("row").is_in(list(rows))
        order = pl.int_range(pl.len())
        first = order.filter(undone).min().over("row", "column")
        return Ledger(self.table.filter((order < first).fill_null(True)))

    def replay(self, read: Rows) -> Rows:
        """Return what the rows, as they were read, become by this ledger's edits and drops: fixes can be undone."""
        return edits.apply(read, self.table.filter(pl.col("action").is_in(["edit", "drop"])))

    def gone(self) -> pl.Series:
        """Return the ids of the rows that left, with repeats if a row left twice."""
        return self.table.filter(pl.col("action").is_in(_GONE))["row"]

    def must_balance(self, before: Rows, after: Rows) -> None:
        """Raise LedgerError unless rows before = rows after + rows that left, each exactly once."""
        gone, start, end = self.gone(), before.ids, after.ids
        expected = pl.concat([gone, end]).sort()
        if expected.n_unique() != len(expected) or not expected.equals(start.sort()):
            lost = start.filter(~start.is_in(expected.to_list()))
            names = [name_of(row) for row in lost.head(5)]
            raise LedgerError(
                f"the ledger does not balance: {len(start)} rows came, {len(end)} stayed, {len(gone)} left"
                f"; without an entry: {names}"
            )

    def counts(self) -> pl.DataFrame:
        """Return rows by stage, action, check: ``stage, action, check, rows``."""
        keys = ["stage", "action", "check"]
        return self.table.group_by(keys, maintain_order=True).agg(pl.col("row").n_unique().alias("rows"))
