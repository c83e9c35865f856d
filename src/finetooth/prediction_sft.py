"""Predict with a language model: its answer to each prompt of a file."""

import json
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import polars as pl

from finetooth.core.conversation import conversations_of
from finetooth.core.results import Settings
from finetooth.new_rows import how_to_read
from finetooth.prediction import lines_of, write_csv
from finetooth.recipe.sections import Recipe

USUAL = 256  # tokens of an answer, where the recipe names no other number


def answer_file(run: Path, recipe: Recipe, file: str, path: Path, sets: Sequence[str] = ()) -> Path:
    """Write a CSV with a line for each record of the file, in order; return its path. Raises UserError.

    Columns: record, prompt, answer, whether it ended by itself, and the problem of a record that was set aside or that
    the chat template refuses. The file is read as the training rows were but for what ``sets`` say, whatever answers it
    holds.
    """
    from finetooth import sources
    from finetooth.stages.sft.speaking import Speaker, budget_of

    taught = json.loads((run / "1-audit" / "sources.json").read_text("utf-8"))[0]
    data = how_to_read(recipe, sets)
    source = sources.as_prompts(sources.read_conversations(file, "field", data), taught["conversation_format"])
    told = json.loads((run / "3-tune" / "settings.json").read_text("utf-8"))
    settings = Settings(**{field.name: told[field.name] for field in fields(Settings) if field.name in told})
    speaker = Speaker.trained(run / "4-train" / "model", settings, recipe.trust_remote_code)
    able = [speaker.can_be_asked(one) for one in conversations_of(source.conversations)]
    table = source.conversations.with_columns(pl.Series("able", able, pl.Boolean))
    asked = conversations_of(table.filter("able"))
    said = speaker.answers(asked, budget_of(speaker, (), recipe.evaluate.max_new_tokens or USUAL))
    columns: dict[str, Sequence[object]] = {
        "prompt": [one.prompt for one in asked],
        "answer": [one.text for one in said],
        "ended": [one.ended for one in said],
    }
    refused = table.filter(~pl.col("able")).select(row="id", reason=pl.lit("the chat template refuses its turns"))
    aside = pl.concat([source.set_aside.select("row", "reason"), refused])
    lines = lines_of(table.filter("able")["id"].to_list(), list(columns.values()), aside)
    write_csv(path, ["record", *columns, "problem"], lines)
    return path
