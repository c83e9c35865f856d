"""Examples: the texts of a few rows, looked up in the splits and, where a row left, in the ledger."""

from dataclasses import dataclass

import polars as pl

from finetooth.core.finding import Verdict
from finetooth.core.rows import name_of
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import plain
from finetooth.report.rows_told import ToldRow, told_rows
from finetooth.report.text import line

MOST = 3
_LENGTH = 200
_LOOKED_AT = 50
_BEFORE = 30  # characters shown in front of the first difference


@dataclass(frozen=True)
class Example:
    """One row as evidence: its name, its text, and what became of it (a later text, or that it was dropped)."""

    row: str
    text: str
    label: str | None = None
    after: str | None = None
    fate: str = ""
    partner: "Example | None" = None  # the row it was matched with
    score: str = ""


def row_name(row: int) -> str:
    """Return what people call a row: `17`, `test:3`."""
    return str(name_of(row))


def examples_of(evidence: Evidence, verdict: Verdict) -> tuple[Example, ...]:
    """Return the first three rows of a verdict whose text is known, each with the row it was matched with."""
    ids = list(verdict.rows[:_LOOKED_AT])
    near = [one.partner for one in verdict.partners if one.partner is not None and one.row in set(ids)]
    table = _lookup(evidence, [*ids, *near])
    found = set(table["id"])
    return tuple(example(row) for row in told_rows(table, verdict, _LOOKED_AT) if row.id in found)[:MOST]


def example(row: ToldRow) -> Example:
    """Return a row of a finding as an example."""
    partner = example(row.partner) if row.partner else None
    score = plain(row.score) if row.score is not None else ""
    return Example(row.name, line(row.text or "", _LENGTH), row.label, partner=partner, score=score)


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
    columns = ["id", "text", "pair", "label"]
    found = [part.filter(pl.col("id").is_in(ids)).select(columns) for part in parts]
    left = evidence.ledger.table.filter(pl.col("row").is_in(ids) & pl.col("before").is_not_null())
    before = left.filter((pl.col("action") == "drop") | (pl.col("column") == "text"))
    gone = before.select(
        pl.col("row").alias("id"),
        pl.col("before").alias("text"),
        *(pl.lit(None, pl.String).alias(n) for n in columns[2:]),
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
