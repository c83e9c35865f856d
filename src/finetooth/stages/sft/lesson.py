"""A lesson for a language model: conversations to learn from and to watch, encoded once for however many fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from finetooth.core.conversation import conversations_of
from finetooth.core.errors import UserError
from finetooth.core.fingerprint import digest
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.tasks.sft.encoding import Encoded, encode
from finetooth.tasks.sft.labels import Example, Supervision
from finetooth.tasks.sft.loading import load_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class Lesson:
    """Sequences to learn from and to watch. ``taught`` has a line for each row: its role, and what became of it."""

    base: Base
    tokenizer: "PreTrainedTokenizerBase"
    train: list[Example]
    validation: list[Example]
    taught: pl.DataFrame
    told: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """A fingerprint of all that is taught and watched, and of the base model."""
        parts = (part for each in (self.train, self.validation) for part in _bytes_of(each))
        return digest(self.base.content, str(len(self.train)), *parts)

    @classmethod
    def of(
        cls,
        base: Base,
        splits: Splits,
        conversations: pl.DataFrame,
        settings: Settings,
        progress: Callable[[float], None] | None = None,
        judged_to: int | None = None,
    ) -> "Lesson":
        """Encode the rows of training and validation. Raises UserError where nothing is left of either.

        ``conversations`` has the turns of each row, by id. Validation rows are judged by their answers alone, whatever
        a prompt counts in training. ``judged_to`` is how many tokens of them are read where that differs.
        """
        tokenizer = load_tokenizer(base)
        supervision = Supervision.of(settings)
        judged = Supervision(judged_to or supervision.max_length, supervision.overlong, supervision.turns)
        taught = encoded(splits.train, conversations, tokenizer, supervision, progress)
        watched = encoded(splits.validation, conversations, tokenizer, judged)
        for name, found in (("training", taught), ("validation", watched)):
            _must_hold_something(name, found)
        tables = [
            found.table.select(pl.lit(role).alias("role"), pl.all())
            for role, found in (("train", taught), ("validation", watched))
        ]
        told = (*taught.told, *(f"validation: {message}" for message in watched.told))
        return cls(base, tokenizer, taught.examples, watched.examples, pl.concat(tables), told)


def encoded(
    rows: Rows,
    conversations: pl.DataFrame,
    tokenizer: "PreTrainedTokenizerBase",
    supervision: Supervision,
    progress: Callable[[float], None] | None = None,
) -> Encoded:
    """Encode the conversations of some rows, in their order. Raises ValueError where one has no turns on record."""
    table = rows.table.select("id").join(conversations, on="id", how="left", maintain_order="left")
    if table["messages"].null_count():
        raise ValueError("there are rows without a conversation")
    return encode(conversations_of(table), table["id"].to_list(), tokenizer, supervision, progress)


def _must_hold_something(name: str, found: Encoded) -> None:
    if found.examples:
        return
    reasons = found.table["reason"].value_counts(sort=True)["reason"].to_list()
    what = f"no conversation of the {name} rows can be learned from" + (f": {reasons[0]}" if reasons else "")
    fix = "raise training.max_length, or set training.overlong to truncate_left; `finetooth preview` shows what is read"
    raise UserError(what, f"{found.table.height:,} {name} rows", fix)


def _bytes_of(examples: Sequence[Example]) -> list[bytes]:
    return [part for example in examples for part in (example.ids.tobytes(), example.weights.tobytes())]
