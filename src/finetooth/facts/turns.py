"""Facts on conversations: their turns in one table, and of each the prompt, the last answer, the last question."""

import json

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank, normalise

_TURNS = pl.List(pl.Struct({"role": pl.String, "content": pl.String, "tool_call_id": pl.String}))
_CALLS = '"tool_calls"'


@fact
def turns(rows: Rows, conversations: pl.DataFrame) -> pl.DataFrame:
    """All turns of the rows, in order: ``id, turn`` (from 0), ``turns`` (how many), ``speaker, content, answers`` (the
    id of a call), ``calls`` (JSON of the tool calls, null where there are none)."""
    table = rows.table.select("id").join(conversations, on="id", how="left", maintain_order="left")
    listed = table.select("id", pl.col("messages").fill_null("[]").str.json_decode(_TURNS))
    some = listed.filter(pl.col("messages").list.len() > 0)
    flat = some.explode("messages").unnest("messages")
    flat = flat.rename({"role": "speaker", "tool_call_id": "answers"})
    flat = flat.with_columns(
        pl.int_range(pl.len()).over("id").cast(pl.Int64).alias("turn"), pl.len().over("id").alias("turns")
    )
    calling = table.filter(pl.col("messages").str.contains(_CALLS, literal=True).fill_null(False))
    called = [
        (row, place, json.dumps(message["tool_calls"], ensure_ascii=False))
        for row, messages in calling.select("id", "messages").iter_rows()
        for place, message in enumerate(json.loads(messages))
        if message.get("tool_calls")
    ]
    calls = pl.DataFrame(called, schema={"id": pl.Int64, "turn": pl.Int64, "calls": pl.String}, orient="row")
    joined = flat.join(calls, on=["id", "turn"], how="left", maintain_order="left")
    return joined.select("id", "turn", "turns", "speaker", "content", "calls", "answers")


@fact
def exchanges(rows: Rows, conversations: pl.DataFrame, turns: pl.DataFrame) -> pl.DataFrame:
    """Of each row, aligned with ``rows``: ``id, role, prompt`` (all before the last answer), ``answer`` (that is last),
    ``asked`` (the last user's turn), ``plain`` (text without a prompt), and keys of prompt and answer without case and
    spacing, ``prompt_key, answer_key``."""
    del conversations
    plain = pl.col("pair").is_null()
    table = rows.table.select(
        "id",
        "role",
        "group",
        pl.when(plain).then(pl.lit("")).otherwise(pl.col("text").fill_null("")).alias("prompt"),
        pl.when(plain).then(pl.col("text")).otherwise(pl.col("pair")).fill_null("").alias("answer"),
        plain.alias("plain"),
    )
    last = turns.filter(pl.col("speaker") == "user").group_by("id").agg(pl.col("content").last().alias("asked"))
    table = table.join(last, on="id", how="left", maintain_order="left").with_columns(pl.col("asked").fill_null(""))
    keys = (normalise(table[name]).alias(f"{name}_key") for name in ("prompt", "answer"))
    return table.with_columns(*keys)


@fact
def answered(exchanges: pl.DataFrame) -> pl.DataFrame:
    """``exchanges`` of the rows whose last answer says something."""
    return exchanges.filter(~is_blank(exchanges["answer"]))
