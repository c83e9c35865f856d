"""Edits of turns: what a fix does to conversations, one line a turn or row, as the ledger tells it."""

from dataclasses import replace

import polars as pl

from finetooth.core.conversation import Conversation, conversations_of, table_of
from finetooth.core.edits import EDIT_SCHEMA
from finetooth.core.rows import Rows

TURN = "turn "  # and its number, from 1: the column of an edit


def change_turns(turns: pl.DataFrame, after: pl.Series, reason: str) -> pl.DataFrame:
    """Edit the turns whose ``content`` differs from ``after`` (aligned with ``turns``: id, turn, content)."""
    changed = turns.with_columns(after.alias("after")).filter(pl.col("content").ne_missing(pl.col("after")))
    return changed.select(
        pl.col("id").alias("row"),
        pl.lit("edit").cast(EDIT_SCHEMA["action"]).alias("action"),
        pl.format(TURN + "{}", pl.col("turn") + 1).alias("column"),
        pl.col("content").alias("before"),
        "after",
        pl.lit(reason).alias("reason"),
    )


def apply_to_turns(rows: Rows, conversations: pl.DataFrame, edits: pl.DataFrame) -> tuple[Rows, pl.DataFrame]:
    """Return rows and conversations with all edits applied, the last of each turn; the rows show what was changed."""
    gone = edits.filter(pl.col("action") == "drop")["row"].to_list()
    kept = conversations.filter(~pl.col("id").is_in(gone))
    changes = edits.filter((pl.col("action") == "edit") & ~pl.col("row").is_in(gone))
    if changes.is_empty():
        return rows.without(gone), kept
    wanted: dict[int, dict[int, str]] = {}
    for row, column, after in changes.select("row", "column", "after").iter_rows():
        wanted.setdefault(row, {})[int(column.removeprefix(TURN)) - 1] = after
    old = kept.filter(pl.col("id").is_in(list(wanted)))
    new = [_changed(one, wanted[row]) for row, one in zip(old["id"], conversations_of(old), strict=True)]
    shown = pl.DataFrame([(*text_and_pair(one),) for one in new], schema=["text", "pair"], orient="row")
    shown = shown.with_columns(old["id"]).cast({"text": pl.String, "pair": pl.String})
    table = rows.without(gone).table.update(shown, on="id", how="left")
    mended = kept.update(table_of(old["id"], new), on="id", how="left")
    return Rows(table), mended


def text_and_pair(conversation: Conversation) -> tuple[str, str | None]:
    """Return what a row shows of a conversation: prompt and last answer; plain text, without a prompt, is the text."""
    prompt, answer = conversation.prompt, conversation.answer
    return (prompt, answer) if prompt else (answer, None)


def _changed(conversation: Conversation, contents: dict[int, str]) -> Conversation:
    turns = [replace(turn, content=contents.get(place, turn.content)) for place, turn in enumerate(conversation.turns)]
    return replace(conversation, turns=tuple(turns))
