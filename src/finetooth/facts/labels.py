"""Facts on the labels of the training rows."""

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank


@fact
def train_rows(rows: Rows) -> Rows:
    """The rows of the training file."""
    return rows.role("train")


@fact
def label_counts(train_rows: Rows) -> pl.DataFrame:
    """How many training rows each class has: ``label, rows``, the largest class first; missing labels do not count."""
    labels = train_rows.labels
    counts = labels.filter(~is_blank(labels)).to_frame().group_by("label").agg(pl.len().cast(pl.Int64).alias("rows"))
    return counts.sort("rows", "label", descending=[True, False])
