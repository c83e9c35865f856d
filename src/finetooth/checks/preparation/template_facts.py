"""Facts on what the base model's chat template makes of conversations."""

from pathlib import Path
from typing import Any

import polars as pl

from finetooth.checks.preparation.injected_system_prompt import system_of
from finetooth.core.conversation import conversations_of
from finetooth.core.facts import fact
from finetooth.core.model_folder import model_limit
from finetooth.core.results import Base
from finetooth.core.rows import Rows
from finetooth.facts.budget import affordable
from finetooth.recipe.options import first_of
from finetooth.recipe.sections import Recipe

_RATE = 150  # conversations a second that are rendered and cut into tokens
_SHARE = 0.25
_LIMIT = 1024  # tokens, where the recipe names none


@fact
def injected_system(tokenizer: Any) -> str:
    """The system prompt that the base model's chat template puts in where a conversation has none."""
    return system_of(tokenizer)


@fact
def encoded_rows(
    rows: Rows, conversations: pl.DataFrame, tokenizer: Any, base: Base, recipe: Recipe, budget: float, seed: int
) -> pl.DataFrame:
    """What training makes of each conversation (a sample where there are many), as ``tasks.sft.encoding.TABLE``."""
    from finetooth.tasks.sft.encoding import encode
    from finetooth.tasks.sft.labels import Supervision
    from finetooth.tasks.sft.templates import with_template

    table = rows.table.select("id").join(conversations, on="id", maintain_order="left")
    most = affordable(budget, _RATE, _SHARE)
    chosen = table if table.height <= most else table.sample(most, seed=seed).sort("id")
    with_template(tokenizer)
    training = recipe.training
    most_tokens = model_limit(Path(base.location), int(tokenizer.model_max_length))
    limit = min(int(first_of(training.max_length) or _LIMIT), most_tokens)
    overlong = "drop" if training.overlong == "error" else training.overlong  # here it is counted, not refused
    supervision = Supervision(limit, overlong, training.train_on_turns)
    return encode(conversations_of(chosen), chosen["id"].to_list(), tokenizer, supervision).table
