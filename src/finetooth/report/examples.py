"""Examples: the texts of a few rows, looked up in the splits and, where a row left, in the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from finetooth.core.rows import name_of
from finetooth.report.evidence import Evidence
from finetooth.report.text import line

MOST = 3
_LENGTH = 200
_BEFORE = 30  # characters shown in front of the first difference


@dataclass(frozen=True)
class Example:
    """One row as evidence: its name, its text, and what became of it (a later text, or that it was dropped)."""

    row: str
    text: str
    label: str | None = None
    after: str | None = None
    fate: str = ""


def row_name(row: int) -> str:
    """Return what people call a row: `17`, `test:3`."""
    return str(name_of(row))


def examples_of(evidence: Evidence, ids: Iterable[int]) -> tuple[Example, ...]:
    """Return the first three of these rows whose text is known."""
    wanted = list(ids)[:50]
    found = {row: (text, label) for row, text, label in _lookup(evidence, wanted).iter_rows()}
    known = [row for row in wanted if row in found][:MOST]
    return tuple(Example(row_name(row), line(found[row][0] or "", _LENGTH), found[row][1]) for row in known)


def mended_examples(evidence: Evidence, code: str) -> tuple[Example, ...]:
    """Return three entries of the ledger that a check's fix made: text before, and after or dropped."""
    entries = evidence.ledger.table.filter(pl.col("check") == code).head(MOST)
    return tuple(
        Example(row_name(entry["row"]), *_difference(entry["before"], entry["after"]), fate=entry["action"])
        if entry["action"] == "edit"
        else Example(row_name(entry["row"]), line(entry["before"] or "", _LENGTH), fate=entry["reason"] or "")
        for entry in entries.iter_rows(named=True)
    )


def _lookup(evidence: Evidence, ids: list[int]) -> pl.DataFrame:
    splits = evidence.splits
    parts = [part.table for part in (splits.train, splits.validation, splits.test, splits.field)]
    columns = ["id", "text", "label"]
    found = [part.filter(pl.col("id").is_in(ids)).select(columns) for part in parts]
    left = evidence.ledger.table.filter(pl.col("row").is_in(ids) & pl.col("before").is_not_null())
    before = left.filter((pl.col("action") == "drop") | (pl.col("column") == "text"))
    gone = before.select(
        pl.col("row").alias("id"), pl.col("before").alias("text"), pl.lit(None, pl.String).alias("label")
    )
    return pl.concat([*found, gone]).unique("id", keep="first", maintain_order=True)


def _difference(before: str | None, after: str | None) -> tuple[str, None, str]:
    """Return both texts around the place where they first differ."""
    old, new = before or "", after or ""
    start = max(0, _shared(old, new) - _BEFORE)
    dots = "…" if start else ""
    return dots + line(old[start:], _LENGTH), None, dots + line(new[start:], _LENGTH)


def _shared(old: str, new: str) -> int:
    """Return how many characters two texts share at their beginning."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))
