"""Splitting: sizes by rule, stratified by label, duplicates and groups on one side."""

import numpy as np
import polars as pl

from finetooth.core.rows import Rows


def share_for(rows: int) -> float:
    """Return the share of rows to set apart: 500 rows where that is 10 to 20 %, fewer of large data."""
    if rows < 5_000:
        return max(0.1, min(0.2, 500 / max(1, rows)))
    return max(0.01, min(0.1, 2_500 / rows))


def assign(rows: Rows, keys: pl.Series, validation: float, test: float, seed: int) -> pl.Series:
    """Return ``train``, ``validation`` or ``test`` for each row, String[n].

    ``keys`` (String[n]) and the rows' groups tie rows together: rows that share one are never parted. Units are
    shuffled by seed and dealt out within each label, the largest first, each to the side that lacks most of its share.
    """
    unit = _units(keys, rows.table["group"])
    frame = pl.DataFrame({"unit": unit, "label": rows.labels})
    units = frame.group_by("unit", maintain_order=True).agg(
        pl.col("label").mode().sort().first(), pl.len().alias("rows")
    )
    order = np.random.default_rng(seed).permutation(units.height)
    units = units.with_columns(pl.Series("order", order)).sort("rows", "order", descending=[True, False])
    dealt = [
        part.select("unit").with_columns(pl.Series("side", _deal(part["rows"].to_list(), validation, test)))
        for part in units.partition_by("label", maintain_order=True)
    ]
    return frame.join(pl.concat(dealt), on="unit", how="left", maintain_order="left")["side"]


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


def sample(rows: Rows, most: int, seed: int) -> Rows:
    """Return about ``most`` rows, stratified by label with at least one row of each, in table order."""
    if len(rows) <= most:
        return rows
    order = pl.Series("order", np.random.default_rng(seed).permutation(len(rows)))
    rank = pl.col("order").rank("ordinal").over("label")
    quota = (pl.len().over("label") * most / len(rows)).round().clip(lower_bound=1)
    return Rows(rows.table.with_columns(order).filter(rank <= quota).drop("order"))


def _units(keys: pl.Series, groups: pl.Series) -> pl.Series:
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
