"""Forgetting: what a tuned model still knows of things that the task is not about, beside the base model.

Forty plain questions that come with the package, each with an answer. A model that got better at the task and worse at
everything else is more surprised by those answers than before (Luo et al. 2023, "An empirical study of catastrophic
forgetting in large language models during continual fine-tuning").
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.conversation import Conversation, Turn
from finetooth.core.language import Change
from finetooth.metrics.paired import Difference
from finetooth.metrics.predictions import Floats
from finetooth.metrics.text.score import COMPLETION_LOSS, paired_sums

_FILE = Path(__file__).parents[2] / "tasks" / "sft" / "general.jsonl"
SHOWN = 8  # general prompts whose answers are generated


def general_conversations() -> list[Conversation]:
    """Return the plain questions with their answers."""
    lines = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]
    return [Conversation((Turn("user", line["prompt"]), Turn("assistant", line["answer"]))) for line in lines]


def sums_of(losses: pl.DataFrame) -> Floats:
    """Return loss and weight of each row, float64[n, 2]."""
    table: Floats = losses.select("loss_sum", "weight").to_numpy().astype(np.float64)
    return table


def loss_change(before: pl.DataFrame, after: pl.DataFrame, resamples: int, seed: int) -> Difference:
    """Return how the completion loss changed on the rows that both have (``id, loss_sum, weight``)."""
    both = before.join(after, on="id", suffix="_after", maintain_order="left")
    first = sums_of(both)
    second = sums_of(both.select("id", loss_sum="loss_sum_after", weight="weight_after"))
    return paired_sums(COMPLETION_LOSS, first, second, resamples, seed)


def forgotten(before: pl.DataFrame, after: pl.DataFrame, resamples: int, seed: int) -> Change | None:
    """Return the change of the completion loss on general prompts; None where it could not be told."""
    found = loss_change(before, after, resamples, seed)
    if found.first is None or found.second is None or found.change is None or found.low is None or found.high is None:
        return None
    return Change(found.first, found.second, found.change, found.low, found.high, found.n)


def table_of_general(conversations: Sequence[Conversation], base: Sequence[str], tuned: Sequence[str]) -> pl.DataFrame:
    """Return ``prompt, reference, base, tuned`` of the general prompts that were answered."""
    shown = conversations[: len(base)]
    columns = {
        "prompt": [one.prompt for one in shown],
        "reference": [one.answer for one in shown],
        "base": list(base),
        "tuned": list(tuned),
    }
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
