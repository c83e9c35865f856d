"""Conversations with more tokens than training may read: what becomes of each, as the ledger tells it."""

from pathlib import Path

import polars as pl

from finetooth.core.conversation import conversations_of
from finetooth.core.edits import EDIT_SCHEMA
from finetooth.core.model_folder import model_limit
from finetooth.recipe.options import ends_of
from finetooth.recipe.sections import Training
from finetooth.stages.known import Known
from finetooth.stages.sft.mending import Talks

_OVERHEAD = 40  # tokens that a template may add to a turn
_USUAL_LIMIT = 1024


def overlong(talks: Talks, known: Known) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return drops of training and validation rows that are too long, and entries for those that lose their beginning.

    Nothing without a base model, whose tokens count. Raises UserError where ``training.overlong`` is ``error``.
    """
    none = pl.DataFrame(schema=EDIT_SCHEMA)
    if known.base is None:
        return none, none
    from finetooth.tasks.sft.encoding import encode
    from finetooth.tasks.sft.labels import Supervision
    from finetooth.tasks.sft.templates import with_template

    tokenizer = known.facts(talks.rows).get("tokenizer")
    training = known.recipe.training
    limit = _limit(training, model_limit(Path(known.base.location), int(tokenizer.model_max_length)))
    table = _perhaps(talks, limit)
    if table.is_empty():
        return none, none
    with_template(tokenizer)
    supervision = Supervision(limit, training.overlong, training.train_on_turns)
    account = encode(conversations_of(table), table["id"].to_list(), tokenizer, supervision).table
    shown = account.join(talks.rows.table.select("id", "text"), on="id", maintain_order="left")
    gone, cut = shown.filter(pl.col("action") == "dropped"), shown.filter(pl.col("action") == "cut")
    return _drops(gone), _cuts(cut)


def _limit(training: Training, most: int) -> int:
    lengths = [int(one) for one in ends_of(training.max_length) if one]
    return min(max(lengths, default=_USUAL_LIMIT), most)


def _perhaps(talks: Talks, limit: int) -> pl.DataFrame:
    """Return the conversations that may have too many tokens: a token has at least one byte."""
    judged = talks.rows.table.filter(pl.col("role").is_in(["train", "validation"])).select("id")
    table = judged.join(talks.conversations, on="id", how="left", maintain_order="left")
    turns = pl.col("messages").str.count_matches('"role"', literal=True)
    size = pl.col("messages").str.len_bytes() + pl.col("tools").fill_null("").str.len_bytes() + _OVERHEAD * (turns + 1)
    return table.filter(size > limit)


def _drops(gone: pl.DataFrame) -> pl.DataFrame:
    return gone.select(
        pl.col("id").alias("row"),
        pl.lit("drop").cast(EDIT_SCHEMA["action"]).alias("action"),
        pl.lit(None, pl.String).alias("column"),
        pl.col("text").alias("before"),
        pl.lit(None, pl.String).alias("after"),
        pl.col("reason"),
    )


def _cuts(cut: pl.DataFrame) -> pl.DataFrame:
    """Return entries of rows that stay and lose their beginning in training: what the ledger has as ``assign``."""
    return cut.select(
        pl.col("id").alias("row"),
        pl.lit("assign").alias("action"),
        pl.lit("tokens").alias("column"),
        pl.col("tokens").cast(pl.String).alias("before"),
        (pl.col("tokens") - pl.col("cut")).cast(pl.String).alias("after"),
        pl.col("reason"),
    )
