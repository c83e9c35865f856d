"""Evaluation sets that others compare models on: their questions, to be looked for among the training rows."""

from pathlib import PurePosixPath

import polars as pl

from finetooth.recipe.sections import Data
from finetooth.sources.conversations import read_conversations

EVALUATION_SETS = {"set": pl.String, "record": pl.Int64, "text": pl.String, "answer": pl.String}


def evaluation_sets(data: Data) -> pl.DataFrame:
    """Return the questions of the sets that ``data.evaluation_sets`` names. Raises UserError."""
    parts = [pl.DataFrame(schema=EVALUATION_SETS)]
    plain = Data(train=data.train, on_bad_line="quarantine")
    for place in data.evaluation_sets:
        rows = read_conversations(place, "train", plain).rows.table
        name = "/".join(PurePosixPath(place).parts[-2:])
        columns = (pl.lit(name).alias("set"), pl.col("id").alias("record"), "text", pl.col("pair").alias("answer"))
        parts.append(rows.select(*columns).cast(pl.Schema(EVALUATION_SETS)))
    return pl.concat(parts)
