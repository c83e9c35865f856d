"""Strata: rows that are alike in their labels, by which they are dealt out and drawn evenly."""

import polars as pl

from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.problems.numbers import numbers_of
from finetooth.problems.problem import MULTI, REGRESSION, SINGLE

BINS = 10


def in_bins(rows: Rows, problem_type: str) -> Rows:
    """Return rows whose label, where it is a number to be predicted, is the tenth of the rows that it lies in."""
    return rows.with_column(bins(rows.labels)) if problem_type == REGRESSION else rows


def strata(rows: Rows, problem_type: str = SINGLE) -> pl.Series:
    """Return what each row is drawn by, String: its label, the rarest of several, or the tenth of its number."""
    if problem_type == REGRESSION:
        return bins(rows.labels)
    if problem_type != MULTI:
        return rows.labels
    frame = pl.DataFrame({"row": pl.arange(len(rows), eager=True), "label": rows.labels.str.split(LABEL_JOINT)})
    each = frame.explode("label")
    rarest = each.with_columns(pl.len().over("label").alias("rows")).sort("row", "rows", "label", nulls_last=True)
    return rarest.group_by("row", maintain_order=True).agg(pl.col("label").first())["label"]


def bins(labels: pl.Series) -> pl.Series:
    """Return the tenth of the rows that each number lies in, as text; equal numbers lie together."""
    values = numbers_of(labels)
    place = ((values.rank("average") - 0.5) / max(1, len(values) - values.null_count()) * BINS).floor()
    return place.cast(pl.Int64).cast(pl.String).alias("label")
