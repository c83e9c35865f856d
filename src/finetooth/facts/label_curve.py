"""Scores of a probe where rows have several labels: macro-F1 over labels, each told from all rows without it."""

import numpy as np
import polars as pl

from finetooth.facts.labels import label_sets

MOST_LABELS = 20

Array = np.ndarray


def labels_of_sets(sets: pl.Series, fewest: int) -> Array:
    """Return Boolean[s, k]: which of the sets (distinct and sorted) hold which of the most frequent labels.

    Labels that fewer rows than ``fewest`` have, or lack, are left out.
    """
    distinct = sets.unique().sort()
    said = pl.DataFrame({"set": np.arange(len(distinct)), "label": label_sets(distinct)}).explode("label")
    sizes = sets.value_counts(name="rows").sort(sets.name)["rows"].to_numpy()
    said = said.with_columns(pl.Series("rows", sizes[said["set"].to_numpy()]))
    rows = said.filter(pl.col("label").str.strip_chars() != "").group_by("label").agg(pl.sum("rows"))
    enough = (pl.col("rows") >= fewest) & (len(sets) - pl.col("rows") >= fewest)
    names = rows.filter(enough).sort("rows", "label", descending=[True, False]).head(MOST_LABELS)["label"]
    held = np.zeros((len(distinct), len(names)), bool)
    for number, name in enumerate(names):
        held[said.filter(pl.col("label") == name)["set"].to_numpy(), number] = True
    return held


def labels_f1(truth: Array, scores: Array, shares: Array) -> float:
    """Return the mean F1 of the labels that stand in ``truth`` Boolean[n, k].

    ``scores`` float[n, k]; each label is given to the rows that score highest, to the share of rows (float[k]) that
    had it in training.
    """
    counts = np.maximum(1, np.rint(shares * len(scores))).astype(int)
    ranks = np.argsort(np.argsort(-scores, axis=0, kind="stable"), axis=0, kind="stable")
    said = ranks < counts
    there = truth.any(axis=0)
    f1 = 2 * (said & truth).sum(axis=0) / (said.sum(axis=0) + truth.sum(axis=0))
    return float(f1[there].mean()) if there.any() else 0.0
