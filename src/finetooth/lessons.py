"""Lessons: conversations as training shows them to the model, token by token: learned, context only, or cut away."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import numpy as np
import polars as pl

from finetooth.core.conversation import Conversation, conversations_of
from finetooth.core.errors import UserError
from finetooth.core.events import Listener, silent
from finetooth.core.rows import id_of, name_of
from finetooth.core.run import Work
from finetooth.recipe.options import first_of
from finetooth.recipe.sections import Recipe
from finetooth.stages import audit as reading
from finetooth.training.base_model import locate

Fate = Literal["learned", "context", "cut"]
_USUAL_LIMIT = 1024


@dataclass(frozen=True)
class Piece:
    """Neighbouring tokens of one fate: their text, and how many they are."""

    text: str
    fate: Fate
    tokens: int


@dataclass(frozen=True)
class Lesson:
    """One sequence of a row; without pieces the row teaches nothing, and ``told`` says why."""

    row: int | str
    pieces: tuple[Piece, ...]
    told: str = ""

    def count(self, fate: Fate) -> int:
        """Return how many tokens have this fate."""
        return sum(piece.tokens for piece in self.pieces if piece.fate == fate)


def lessons(recipe: Recipe, count: int, names: list[str] | None = None, listener: Listener = silent) -> list[Lesson]:
    """Read the recipe's files and return the first conversations, or those named, as the model will meet them.

    Nothing is written. Raises UserError.
    """
    _must_fit(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    with TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "audit", listener)
        read = reading.audit(work, recipe.data, reading.contents(recipe.data), recipe.seed, recipe.task)
    table = _wanted(read.conversations, count, names)
    from finetooth.tasks.base_files import longest_known
    from finetooth.tasks.sft.loading import load_tokenizer

    tokenizer = load_tokenizer(base)
    limit = min(int(first_of(recipe.training.max_length) or _USUAL_LIMIT), longest_known(base, tokenizer))
    return [
        lesson
        for row, one in zip(table["id"], conversations_of(table), strict=True)
        for lesson in lessons_of(row, one, tokenizer, limit, recipe)
    ]


def lessons_of(row: int, conversation: Conversation, tokenizer: Any, limit: int, recipe: Recipe) -> list[Lesson]:
    """Return the sequences that teach a conversation."""
    from finetooth.tasks.sft.labels import marked
    from finetooth.tasks.sft.templates import TemplateError

    training, name = recipe.training, name_of(row)
    try:
        texts = marked(tokenizer, conversation, training.train_on_turns)
    except TemplateError as error:
        return [Lesson(name, (), str(error))]
    found = []
    for text in texts:
        over, fates = max(0, len(text.ids) - limit), np.full(len(text.ids), "context", dtype="<U7")
        for begin, end in text.answers:
            fates[begin:end] = "learned"
        told = ""
        if over and (training.overlong == "truncate_left" and text.answers and text.answers[-1][0] > over):
            fates[:over] = "cut"
            told = f"{over:,} tokens cut at the left"
        elif over:
            fates[:] = "cut"
            told = f"left out: {len(text.ids):,} tokens, more than the {limit:,} of max_length"
        found.append(Lesson(name, _pieces(text.ids, fates, tokenizer), told))
    return found or [Lesson(name, (), "there is no answer to learn from")]


def _pieces(ids: np.ndarray, fates: np.ndarray, tokenizer: Any) -> tuple[Piece, ...]:
    edges = [0, *(np.flatnonzero(fates[1:] != fates[:-1]) + 1).tolist(), len(ids)]
    return tuple(
        Piece(str(tokenizer.decode(ids[begin:end].tolist())), fates[begin].item(), end - begin)
        for begin, end in pairwise(edges)
        if end > begin
    )


def _must_fit(recipe: Recipe) -> None:
    if recipe.task != "sft":
        fix = "set task: sft, or see what prepare would change with `finetooth audit FILE --diff`"
        raise UserError("tokens are previewed for conversations only", "recipe: task", fix)
    if recipe.base_model is None:
        raise UserError("no base model is named, whose tokens could be shown", "base_model", "add --model NAME")


def _wanted(conversations: pl.DataFrame, count: int, names: list[str] | None) -> pl.DataFrame:
    if not names:
        return conversations.head(count)
    ids = [id_of(name) for name in names]
    found = conversations.filter(pl.col("id").is_in([one for one in ids if one is not None]))
    known = set(found["id"])
    for name, row in zip(names, ids, strict=True):
        if row not in known:
            fix = "name record numbers of the training file (131), or of another file with its role (test:17)"
            raise UserError(f"no row is named {name!r}", "--row", fix)
    return found
