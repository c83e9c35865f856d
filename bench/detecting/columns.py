"""Planted faults of whole columns: ids that a spreadsheet rounded, one that gives the label away, a constant one."""

import random
from collections.abc import Callable, Collection
from dataclasses import replace

from .planting import Planted
from .table import Dataset, Row

Value = Callable[[Row], str]


def with_columns(data: Dataset) -> Dataset:
    """Return the data set with two columns any export has: a long id, and a channel that says nothing of the label."""
    rng = random.Random(f"columns {data.name}")
    return _put(
        _put(data, "record_id", lambda row: str(rng.randrange(10**17, 10**18))),
        "channel",
        lambda row: rng.choice(("web", "phone", "mail", "shop")),
    )


def _put(data: Dataset, column: str, value: Value) -> Dataset:
    rows = {row.key: replace(row, extra={**row.extra, column: value(row)}) for row in (*data.train, *data.test)}
    return data.edited(rows)


def spreadsheet(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Round the long ids as a spreadsheet does."""
    damaged = _put(data, "record_id", lambda row: f"{int(row.extra.get('record_id') or 10**17 + row.key):.5E}")
    return Planted(damaged, (), named="record_id")


def leaking(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Add a column of codes that follow from the label, but for one row in fifty."""
    codes = {label: f"Q{number:02d}" for number, label in enumerate(rng.sample(data.labels(), len(data.labels())))}
    anything = sorted(codes.values())
    put = _put(data, "queue", lambda row: rng.choice(anything) if rng.random() < 0.02 else codes.get(row.label, "Q99"))
    return Planted(put, (), named="queue")


def constant(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Add a column with one value."""
    return Planted(_put(data, "tenant", lambda row: "main"), (), named="tenant")
