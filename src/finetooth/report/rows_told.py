"""The rows of a finding with what a reader needs to judge them: text, label, line, and the row each is matched with."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from finetooth.core.finding import Verdict
from finetooth.core.rows import LABEL_JOINT, name_of, role_of

_PARTS = ("line", "text", "pair", "label")


@dataclass(frozen=True)
class ToldRow:
    """One row of a finding. Texts are as they stand in the data: whoever shows them makes them harmless."""

    id: int
    line: int | None = None  # physical line in its file, 1-based
    text: str | None = None
    label: str | None = None
    partner: "ToldRow | None" = None
    score: float | None = None

    @property
    def name(self) -> str:
        """What people call the row: `17`, `test:3`."""
        return str(name_of(self.id))

    @property
    def role(self) -> str:
        """The role of its file."""
        return role_of(self.id)


def told_rows(table: pl.DataFrame, verdict: Verdict, most: int) -> tuple[ToldRow, ...]:
    """Return the first ``most`` rows of a verdict, looked up in a table with ``id`` and what of the rest it has."""
    ids = list(dict.fromkeys(verdict.rows))[:most]
    wanted = set(ids)
    matched = {one.row: one for one in reversed(verdict.partners) if one.row in wanted}
    others = {one.partner for one in matched.values() if one.partner is not None}
    known = _lookup(table, sorted(wanted | others))
    told = []
    for row in ids:
        match = matched.get(row)
        partner = known.get(match.partner, ToldRow(match.partner)) if match and match.partner is not None else None
        found = known.get(row, ToldRow(row))
        told.append(ToldRow(row, found.line, found.text, found.label, partner, match.score if match else None))
    return tuple(told)


def joined(text: str | None, pair: str | None) -> str | None:
    """Return both texts of a row as one to read."""
    return text if pair is None else f"{text or ''} / {pair}"


def label_told(label: str | None) -> str | None:
    """Return the labels of a row for readers: `red + round`."""
    return None if label is None else label.replace(LABEL_JOINT, " + ")


def _lookup(table: pl.DataFrame, ids: Sequence[int]) -> dict[int, ToldRow]:
    parts = [name for name in _PARTS if name in table.columns]
    found = table.filter(pl.col("id").is_in(list(ids))).select("id", *parts)
    return {
        row["id"]: ToldRow(
            row["id"], row.get("line"), joined(row.get("text"), row.get("pair")), label_told(row.get("label"))
        )
        for row in found.iter_rows(named=True)
    }
