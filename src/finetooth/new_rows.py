"""New rows for a run's model: read as the file presents itself, by the columns of training or as one says."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError
from finetooth.recipe.changing import changed, parsed
from finetooth.recipe.sections import Data, Recipe

if TYPE_CHECKING:
    from finetooth.sources import Source

_HOW_TO_READ = ("delimiter", "encoding", "header")
_TALKS = ("format", "messages_column", "prompt_column", "completion_column", "system_column", "tools_column")
_MAY_DIFFER = (*_HOW_TO_READ, "on_bad_line", "text_column", "pair_column", "label_column", *_TALKS)
_GUESSED = "cp1252"  # the encoding of a file that does not tell its own and is not UTF-8


def read_new(run: Path, recipe: Recipe, file: str, sets: Sequence[str] = (), labelled: bool = False) -> "Source":
    """Read a new file as it presents itself; where that fails, as the recipe says of the training file.

    Columns have their names of training but for what ``sets`` say, each `data.KEY=VALUE`. Where the encoding can only
    be guessed, the recipe's goes before the guess. Raises UserError.
    """
    from finetooth import sources

    asked, said = _asked(run, recipe, file, sets, labelled), _named(sets)
    free = asked.model_copy(update={name: None for name in _HOW_TO_READ if name not in said})
    try:
        source = sources.read(file, "field", free)
    except UserError as error:
        try:
            if free != asked:
                return sources.read(file, "field", asked)
        except UserError:
            pass
        raise _with_next_step(error) from None
    if asked.encoding is None or source.facts["encoding"] != _GUESSED:
        return source
    try:
        return sources.read(file, "field", free.model_copy(update={"encoding": asked.encoding}))
    except UserError:
        return source


def _with_next_step(error: UserError) -> UserError:
    """Return the error of a missing column with how another is named."""
    missing = "no such column" in error.what
    return UserError(error.what, error.where, error.fix + "; or --set data.text_column=NAME" * missing)


def how_to_read(recipe: Recipe, sets: Sequence[str]) -> Data:
    """Return how the recipe reads rows, but for what ``sets`` say. Raises UserError where they say anything else."""
    _named(sets)
    return changed(recipe, sets).data if sets else recipe.data


def _asked(run: Path, recipe: Recipe, file: str, sets: Sequence[str], labelled: bool) -> Data:
    """Return data options that read the columns by the names they had in training; labels only where asked for."""
    trained = json.loads((run / "1-audit" / "sources.json").read_text("utf-8"))[0]
    said, data = _named(sets), how_to_read(recipe, sets)
    columns = {name: trained.get(name) for name in ("text_column", "label_column") if name not in said}
    columns |= {"field": file, "group_column": None} | ({} if labelled else {"label_column": None})
    return data.model_copy(update=columns)


def _named(sets: Sequence[str]) -> frozenset[str]:
    """Return the names of the options in ``sets``. Raises UserError at one that does not say how rows are read."""
    for key, _, text in parsed(sets):
        if key.removeprefix("data.") not in _MAY_DIFFER or not key.startswith("data."):
            known = ", ".join(f"data.{name}" for name in _MAY_DIFFER)
            raise UserError(f"{key} says nothing of how a new file is read", f"--set {text}", f"set one of: {known}")
    return frozenset(key.removeprefix("data.") for key, _, _ in parsed(sets))
