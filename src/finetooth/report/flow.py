"""Flow: the ledger summed up, from rows read to splits and reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from finetooth.core.finding import Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.results import Splits

_MOST = 7


@dataclass(frozen=True)
class Way:
    """Rows that went the same way."""

    name: str
    rows: int
    gone: bool
    code: str = ""  # of the check that took them out


@dataclass(frozen=True)
class Flow:
    """All rows read, and the ways they went; the rows of all ways add up to ``read``."""

    read: int
    splits: tuple[Way, ...]
    gone: tuple[Way, ...]
    edited: int  # rows changed and kept or dropped later


def flow_of(ledger: Ledger, splits: Splits, verdicts: Sequence[Verdict]) -> Flow:
    """Sum up the ledger: rows that left are named by the check that dropped them, else by the entry's reason."""
    kept = {name: len(getattr(splits, name)) for name in ("train", "validation", "test", "field")}
    ways = tuple(Way(name, rows, False) for name, rows in kept.items() if rows)
    gone = _gone(ledger, {verdict.code: verdict.title for verdict in verdicts})
    edited = ledger.table.filter(pl.col("action") == "edit")["row"].n_unique()
    return Flow(sum(way.rows for way in (*ways, *gone)), ways, gone, edited)


def _gone(ledger: Ledger, titles: dict[str, str]) -> tuple[Way, ...]:
    left = ledger.table.filter(pl.col("action").is_in(["set aside", "drop"]))
    named = left.with_columns(pl.coalesce("check", "reason", pl.lit("no reason given")).alias("why"))
    sums = (
        named.group_by("why")
        .agg(pl.col("row").n_unique().alias("rows"))
        .sort(["rows", "why"], descending=[True, False])
    )
    ways = [Way(titles.get(why, why), rows, True, why if why in titles else "") for why, rows in sums.iter_rows()]
    rest = sum(way.rows for way in ways[_MOST:])
    return (*ways[:_MOST], Way(f"{len(ways) - _MOST} other reasons", rest, True)) if rest else tuple(ways)
