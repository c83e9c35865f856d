"""Doubting: what becomes of the rows that teach and whose label is probably wrong."""

from dataclasses import replace

import polars as pl

from finetooth.core import edits
from finetooth.core.errors import NotApplicable
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.stages.known import Known


def without_suspects(
    splits: Splits, how: str, known: Known, kept: frozenset[int]
) -> tuple[Splits, pl.DataFrame, pl.DataFrame]:
    """Drop, or weigh down, rows of the training file whose label is probably wrong (but for the ``kept``).

    Only rows that teach are looked at, those that judge between settings among them: they teach in the end. A test that
    was drawn from the same file keeps all of its rows, and its labels cast no doubt on another row.
    Returns the splits, the weights of rows that weigh less (``id, weight``), and the edits.
    """
    weights = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
    if how == "keep":
        return splits, weights, edits.no_edits()
    teaching = Rows(pl.concat((splits.train.table, splits.validation.table)).sort("id"))
    try:
        facts = known.facts(teaching, None)
        name = "doubted_rows" if facts.get("multi_label") else "label_suspects"
        suspects: pl.DataFrame = facts.get(name).filter("flagged")
    except NotApplicable:
        return splits, weights, edits.no_edits()
    suspects = suspects.filter(~pl.col("id").is_in(list(kept)))
    if how == "drop":
        table = edits.drop(teaching, suspects["id"], "its label is probably wrong")
        train, validation = (edits.apply(part, table) for part in (splits.train, splits.validation))
        return replace(splits, train=train, validation=validation), weights, table
    weights = suspects.select("id", (1 - pl.col("probability_wrong")).clip(0.0, 1.0).alias("weight"))
    return splits, weights, _weighed(weights)


def _weighed(weights: pl.DataFrame) -> pl.DataFrame:
    return weights.select(
        pl.col("id").alias("row"),
        pl.lit("weigh").alias("action"),
        pl.lit("weight").alias("column"),
        pl.lit("1").alias("before"),
        pl.col("weight").round(3).cast(pl.String).alias("after"),
        pl.lit("its label is probably wrong").alias("reason"),
    )
