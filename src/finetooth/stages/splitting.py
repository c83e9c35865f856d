"""Splitting: sizes by rule, stratified by label or by time, near copies and groups on one side."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.times import read_times
from finetooth.problems.problem import MULTI, SINGLE
from finetooth.stages.strata import in_bins, strata


def assign(
    rows: Rows, keys: pl.Series, validation: float, test: float, seed: int, problem_type: str = SINGLE
) -> pl.Series:
    """Return ``train``, ``validation`` or ``test`` for each row, String[n].

    ``keys`` (one a row) and the rows' groups tie rows together: rows that share one are never parted. Units are
    shuffled by seed and dealt out within each label, the largest first, each to the side that lacks most of its share.
    """
    rows = in_bins(rows, problem_type)
    if problem_type == MULTI or rows.labels.str.contains(LABEL_JOINT, literal=True).any():
        shares = {"train": 1 - validation - test, "validation": validation, "test": test}
        return _by_units(rows, keys, lambda units: _deal_sets(units, shares, seed))
    return _by_units(rows, keys, lambda units: _deal_labels(units, validation, test, seed))


def deal_to_folds(rows: Rows, keys: pl.Series, folds: int, seed: int) -> np.ndarray:
    """Return the fold (from 0) of each row, int64[n]: each label is spread evenly, as far as rows can be parted."""
    shares = {str(number): 1 / folds for number in range(folds)}
    return _by_units(rows, keys, lambda units: _deal_sets(units, shares, seed)).cast(pl.Int64).to_numpy()


def assign_by_time(
    rows: Rows, keys: pl.Series, validation: float, test: float, seed: int, problem_type: str = SINGLE
) -> pl.Series:
    """Return a side for each row: the youngest judge, the rest teaches; what is tied together goes by its youngest.

    Raises UserError where too few rows have a time that can be read.
    """
    times, doubt, _ = read_times(rows.table["time"])
    if times.null_count() > 0.1 * len(times):
        got = rows.table.filter(times.is_null())["time"].drop_nulls().head(1).to_list()
        what = f"{times.null_count():,} of {len(times):,} rows have no time that can be read"
        told = f": {doubt}" if doubt else f", such as {got[0]!r}" if got else ""
        better = "write the dates as YYYY-MM-DD" if doubt else "name a column of dates or times"
        raise UserError(what + told, "recipe: data.time_column", f"{better}, or set prepare.split: stratified")
    return _by_units(
        rows.with_column(times.cast(pl.String).alias("time")), keys, lambda units: _deal_times(units, validation, test)
    )


def untimed(rows: Rows) -> str:
    """Say how many of the rows that were split by time have none that can be read; "" where all have."""
    lacking = read_times(rows.table["time"]).seconds.null_count()
    return f"{lacking:,} of {len(rows):,} rows have no time that can be read: they only teach" if lacking else ""


def _by_units(rows: Rows, keys: pl.Series, deal: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.Series:
    """Tie rows together into units ``unit, label, time, rows``, deal these out (``unit, side``), and tell each row."""
    if not len(rows):
        return pl.Series("side", dtype=pl.String)
    frame = pl.DataFrame(
        {
            "unit": units_of(keys, rows.table["group"]),
            "label": rows.labels,
            "time": rows.table["time"].cast(pl.Float64, strict=False),
        }
    )
    units = frame.group_by("unit", maintain_order=True).agg(
        pl.col("label").mode().sort().first(), pl.col("time").max(), pl.len().alias("rows")
    )
    return frame.join(deal(units), on="unit", how="left", maintain_order="left")["side"]


def _deal_labels(units: pl.DataFrame, validation: float, test: float, seed: int) -> pl.DataFrame:
    dealt = [
        part.select("unit").with_columns(pl.Series("side", _deal(part["rows"].to_list(), validation, test)))
        for part in _shuffled(units, seed).partition_by("label", maintain_order=True)
    ]
    return pl.concat(dealt)


def _deal_sets(units: pl.DataFrame, shares: Mapping[str, float], seed: int) -> pl.DataFrame:
    """Deal units whose rows have sets of labels: the rarest label first, each unit to the side that lacks it most.

    Iterative stratification: Sechidis, Tsoumakas & Vlahavas, "On the stratification of multi-label data" (2011).
    """
    shuffled = _shuffled(units, seed)
    sizes = shuffled["rows"].to_list()
    sets = [set(labels or ()) or {""} for labels in shuffled["label"].str.split(LABEL_JOINT).to_list()]
    counts = Counter(label for labels, size in zip(sets, sizes, strict=True) for label in labels for _ in range(size))
    lacking = {side: {label: share * counts[label] for label in counts} for side, share in shares.items() if share > 0}
    places: dict[str, list[int]] = {label: [] for label in counts}
    for place, labels in enumerate(sets):
        for label in labels:
            places[label].append(place)
    side_of: dict[int, str] = {}
    for label in sorted(counts, key=lambda name: (counts[name], name)):
        for place in places[label]:
            if place not in side_of:
                side = max(lacking, key=lambda name: (lacking[name][label], _lack(lacking[name], sets[place])))
                side_of[place] = side
                for one in sets[place]:
                    lacking[side][one] -= sizes[place]
    return shuffled.select("unit", pl.Series("side", [side_of[place] for place in range(len(sets))], dtype=pl.String))


def _lack(lacking: Mapping[str, float], labels: Iterable[str]) -> float:
    return sum(lacking[label] for label in sorted(labels))


def _deal_times(units: pl.DataFrame, validation: float, test: float) -> pl.DataFrame:
    """The youngest units go to the test until it is full, the next to validation; what has no time is trained on."""
    oldest_last = units.sort("time", descending=True, nulls_last=True, maintain_order=True)
    total = int(units["rows"].sum())
    before = pl.col("rows").cum_sum() - pl.col("rows")
    side = (
        pl.when(pl.col("time").is_null())
        .then(pl.lit("train"))
        .when(before < round(total * test))
        .then(pl.lit("test"))
        .when(before < round(total * test) + round(total * validation))
        .then(pl.lit("validation"))
        .otherwise(pl.lit("train"))
    )
    return oldest_last.select("unit", side.alias("side"))


def _shuffled(units: pl.DataFrame, seed: int) -> pl.DataFrame:
    order = np.random.default_rng(seed).permutation(units.height)
    return units.with_columns(pl.Series("order", order)).sort("rows", "order", descending=[True, False])


def _deal(sizes: list[int], validation: float, test: float) -> list[str]:
    """Return a side for each unit of one label; a side whose share rounds to no row gets none, ties go to train."""
    total = sum(sizes)
    wanted = {"test": round(total * test), "validation": round(total * validation)}
    wanted = {"train": total - sum(wanted.values()), **wanted}
    missing = {side: count for side, count in wanted.items() if count}
    dealt = []
    for size in sizes:
        side = max(missing, key=lambda name: missing[name] / wanted[name])
        missing[side] -= size
        dealt.append(side)
    return dealt


def sample(rows: Rows, most: int, seed: int, problem_type: str = SINGLE) -> Rows:
    """Return about ``most`` rows, stratified by label with at least one row of each, in table order.

    Rows with several labels stand for the rarest of them, numbers for their tenth.
    """
    if len(rows) <= most:
        return rows
    order = pl.Series("order", np.random.default_rng(seed).permutation(len(rows)))
    rank = pl.col("order").rank("ordinal").over("stratum")
    quota = (pl.len().over("stratum") * most / len(rows)).round().clip(lower_bound=1)
    table = rows.table.with_columns(order, strata(rows, problem_type).alias("stratum"))
    return Rows(table.filter(rank <= quota).drop("order", "stratum"))


def units_of(keys: pl.Series, groups: pl.Series) -> pl.Series:
    """Return a number for each row; rows with the same key or the same group, directly or through others, share it."""
    if groups.null_count() == len(groups):
        return keys.rank("dense").cast(pl.Int64)
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first = keys.rank("dense").cast(pl.Int64).to_numpy() - 1
    alone = pl.Series([f"alone:{number}" for number in range(len(groups))])
    second = ("group:" + groups).fill_null(alone).rank("dense").cast(pl.Int64).to_numpy() - 1
    size = int(first.max()) + int(second.max()) + 2
    graph = coo_array((np.ones(len(first)), (first, int(first.max()) + 1 + second)), shape=(size, size))
    return pl.Series(connected_components(graph, directed=False)[1][first])
