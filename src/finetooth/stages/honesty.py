"""Honesty of splits: what a naive random split of the rows as they came would have claimed, beside the safe one.

A cheap model that can know texts by heart is asked: least squares on TF-IDF (Rifkin & Klautau 2004), solved by its
kernel, so that many splits cost little more than one. Each row is judged by models that rows at random taught (as in a
naive split of the rows as they came), and by models that no row tied to it taught (as in the safe one).
Where the user's own files leak, the model is taught with the training file as it came, and without the rows that give
test rows away.
"""

import numpy as np
import polars as pl

from finetooth.core.beside import SplitHonesty
from finetooth.core.errors import UserError
from finetooth.core.results import Splits
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.near import near_clusters
from finetooth.facts.text import normalise, usable, whole
from finetooth.metrics import metric_named
from finetooth.metrics.intervals import paired_drop
from finetooth.metrics.paired import paired
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value
from finetooth.stages.cheap import Cheap
from finetooth.stages.redrawing import FOLDS, SEEDS, Drawing
from finetooth.stages.splitting import units_of
from finetooth.tasks import classify

METRIC = "macro_f1"
MOST_DRAWN, MOST_GIVEN = 2_500, 6_000  # rows of the many fits, and of the two: sampled by whole units beyond
_FEWEST, _ROWS_A_CLASS = 40, 4  # rows, and rows of a class in the mean
_RESAMPLES = 1_000


def split_honesty(read: Rows, splits: Splits, by_time: bool, seed: int, budget: float) -> SplitHonesty | None:
    """Measure; ``read`` are the rows as they came. None where it cannot be told, or where given files do not leak."""
    if read.labels.str.contains(LABEL_JOINT, literal=True).any() or not len(splits.test):
        return None
    if set(splits.test.table["role"].unique()) != {"train"}:
        return _of_files(usable(read), seed, budget)
    return _of_drawn(usable(read.role("train")), splits, by_time, seed, budget)


def _of_drawn(raw: Rows, splits: Splits, by_time: bool, seed: int, budget: float) -> SplitHonesty | None:
    """Judge each row by models that rows at random taught, and by models that no row tied to it taught."""
    clusters = near_clusters(raw, seed, budget)
    tied = _tied(raw, clusters) | ({"time": len(raw)} if by_time else {})
    if not tied:
        return SplitHonesty("drawn", METRIC, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0, len(raw), len(raw), {})
    units = pl.DataFrame({"id": raw.ids, "unit": units_of(clusters, raw.table["group"])})
    chosen = some_units(units, MOST_DRAWN, seed)
    everything = Rows.concat([splits.train, splits.validation, splits.test])
    share = len(splits.test) / max(1, len(everything.role("train")))
    raw, prepared = (Rows(one.table.join(chosen, on="id", how="semi")) for one in (raw, usable(everything)))
    keys = prepared.table.select("id").join(units, on="id", how="left", maintain_order="left")["unit"]
    if len(prepared) < _FEWEST or keys.n_unique() < FOLDS or not are_classes(prepared.labels):
        return None
    drawing = Drawing.of(raw, prepared, keys, share if by_time else None)
    try:
        naive, safe, groups, train = drawing.answers(seed)
    except UserError:
        return None
    found = paired(safe, naive, [metric_named(METRIC)], groups, _RESAMPLES, seed)[0]
    if found.change is None or found.low is None or found.high is None:
        return None
    ends = (found.second or 0.0, found.first or 0.0, found.change, found.low, found.high)
    judged = len(naive) // SEEDS
    return SplitHonesty("drawn", METRIC, *ends, train, judged, SEEDS, len(chosen), units.height, tied)


def _of_files(read: Rows, seed: int, budget: float) -> SplitHonesty | None:
    """Teach with the training file as it came, and without what gives test rows away; both judge the same test rows."""
    both = read.role("train", "test")
    units = pl.DataFrame({"id": both.ids, "unit": units_of(near_clusters(both, seed, budget), both.table["group"])})
    chosen = some_units(units, MOST_GIVEN, seed)
    rows = both.table.join(units, on="id", how="left", maintain_order="left").join(chosen, on="id", how="semi")
    sides = rows["role"].cast(pl.String).to_numpy()
    asked = rows.filter(pl.col("role") == "test")["unit"].unique()
    gives_away = rows["unit"].is_in(asked.implode()).to_numpy() & (sides == "train")
    clean, test = np.flatnonzero((sides == "train") & ~gives_away), np.flatnonzero(sides == "test")
    labels = classify.labels_of(rows["label"].to_list())
    targets = classify.targets_of(rows["label"].to_list(), labels)
    if not gives_away.any() or len(test) < _FEWEST / 2 or not are_classes(rows["label"].gather(clean)):
        return None
    cheap = Cheap.of(whole(Rows(rows.drop("unit"))).to_list(), targets, labels)
    naive, safe = cheap.predict(np.flatnonzero(sides == "train"), test), cheap.predict(clean, test)
    drop, low, high = paired_drop(naive, safe, METRIC, _RESAMPLES, seed)
    tied = _tied_across(both, units)
    ends = (_value(naive), _value(safe), drop, low, high)
    return SplitHonesty("files", METRIC, *ends, len(clean), len(test), 1, len(rows), len(both), tied)


def _tied(rows: Rows, clusters: pl.Series) -> dict[str, int]:
    """Count the rows that share their text with another, that only have a near copy, and those of shared groups."""
    keys = normalise(whole(rows))
    table = pl.DataFrame({"cluster": clusters, "key": keys, "group": rows.table["group"]})
    same = pl.len().over("key") > 1
    near = (pl.len().over("cluster") > 1) & ~same
    grouped = (pl.len().over("group") > 1) & pl.col("group").is_not_null()
    counts = table.select(text=same, near=near, group=grouped).sum().row(0, named=True)
    return {kind: int(rows) for kind, rows in counts.items() if rows}


def _tied_across(both: Rows, units: pl.DataFrame) -> dict[str, int]:
    """Count the test rows that a training row gives away: by the same text, or by a near copy or its group."""
    table = both.table.select("id", "role", key=normalise(whole(both))).join(units, on="id", maintain_order="left")
    train, test = (table.filter(pl.col("role") == role) for role in ("train", "test"))
    same = test["key"].is_in(train["key"].unique().implode())
    tied = test["unit"].is_in(train["unit"].unique().implode())
    counts = {"text": int(same.sum()), "near": int((tied & ~same).sum())}
    return {kind: rows for kind, rows in counts.items() if rows}


def some_units(units: pl.DataFrame, most: int, seed: int) -> pl.DataFrame:
    """Return the ids of about ``most`` rows, drawn by whole units: pairs stay pairs, as often as in all rows.

    A unit larger than a fold cannot be held out, and is left out.
    """
    if units.height <= most:
        return units.select("id")
    drawn = units.select(pl.col("unit").unique(maintain_order=True)).sample(fraction=1.0, shuffle=True, seed=seed)
    sizes = drawn.join(units.group_by("unit").len(), on="unit", maintain_order="left")
    kept = sizes.filter(pl.col("len") <= most // FOLDS).filter(pl.col("len").cum_sum() <= most)
    return units.join(kept, on="unit", how="semi", maintain_order="left").select("id")


def _value(predictions: Predictions) -> float:
    return value(METRIC, predictions) or 0.0


def are_classes(labels: pl.Series) -> bool:
    """Whether there are two labels or more, and rows enough of each: numbers that are measured are no classes."""
    return 2 <= labels.n_unique() <= len(labels) / _ROWS_A_CLASS
