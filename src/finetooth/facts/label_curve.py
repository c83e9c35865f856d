"""Scores of a probe where rows have several labels: macro-F1 over labels, each told from all rows without it."""

import numpy as np
import polars as pl

from finetooth.facts.labels import label_sets

MOST_LABELS = 20

Array = np.ndarray


def labels_of_sets(sets: pl.Series, fewest: int) -> tuple[Array, tuple[str, ...]]:
    """Return Boolean[s, k], which of the sets (distinct and sorted) hold which of the most frequent labels, and these.

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
    return held, tuple(names)


def said_by_share(scores: Array, shares: Array) -> Array:
    """Return Boolean[n, k]: each label given to the rows that score highest, to the share of rows it had in training.

    ``scores`` float[n, k], ``shares`` float[k].
    """
    counts = np.maximum(1, np.rint(shares * len(scores))).astype(int)
    ranks = np.argsort(np.argsort(-scores, axis=0, kind="stable"), axis=0, kind="stable")
    return np.asarray(ranks < counts)
