"""From the words of a command to a recipe and a run folder."""

import json
import re
import time
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from finetooth.core.errors import UserError
from finetooth.machine import absolute
from finetooth.options import FLAGS
from finetooth.recipe.changing import parsed
from finetooth.recipe.files import make_recipe, read_yaml
from finetooth.recipe.sections import Recipe
from finetooth.sources.conversations.speaking import holds_conversations

RECIPE_SUFFIXES = (".yaml", ".yml")
LEFT_OUT = "left out on the command line"
_COMMON = {"train", "training", "data", "dataset", "rows", "all", "full", "main", "recipe", "finetooth"}


def is_recipe(name: str) -> bool:
    """Whether a name given on the command line is that of a recipe; anything else is data."""
    return name.lower().endswith(RECIPE_SUFFIXES)


def recipe_of(
    given: str | None,
    options: Mapping[str, str | None],
    overrides: Iterable[str] = (),
    picked: Iterable[tuple[str, Any]] = (),
    look: bool = True,
) -> Recipe:
    """Make the recipe of a file (or of a data file), options by dotted key, and --set, each stronger than the last.

    ``picked`` are settings by dotted key that hold more than a text, from ``chosen``. Where nobody names the task, a
    file of conversations asks for a language model, if it may be looked at.
    """
    named = [(key, value) for key, value in options.items() if value is not None]
    if given is not None and not is_recipe(given):
        named.insert(0, ("data.train", given))
    if given is None and "data.train" not in dict(named):
        fix = "name a recipe (finetooth run recipe.yaml), or --data FILE and --model NAME"
        raise UserError("nothing to work on: neither a recipe nor data is named", "the command line", fix)
    sets, picks, words = parsed(overrides), list(picked), {key: f"{FLAGS[key]} {value}" for key, value in named}
    words |= {key: f"--set {text}" for key, _, text in sets}
    words |= {key: "--select" if key == "audit.select" else "--ignore" for key, _ in picks}
    settings = [*named, *((key, value) for key, value, _ in sets), *picks]
    written = given if given is not None and is_recipe(given) else None
    content, where = (read_yaml(Path(written)), written) if written else ({}, "the command line")
    recipe = make_recipe(content, settings, where, words)
    told = "task" in recipe.model_fields_set or recipe.problem_type != "auto"
    if not look or told or not holds_conversations(recipe.data):
        return recipe
    words["task"] = "conversations are in the file"
    return make_recipe(content, [*settings, ("task", "sft")], where, words)


def chosen(select: Iterable[str], ignore: Iterable[str]) -> tuple[list[tuple[str, Any]], list[str]]:
    """Return --select and --ignore as settings of a recipe, and the ignored ones as --set would say them."""
    codes = [code for text in select for code in _codes(text)]
    settings: list[tuple[str, Any]] = [("audit.select", codes)] if codes else []
    told = []
    for text in ignore:
        names, equals, reason = text.partition("=")
        for code in _codes(names):
            why = reason.strip() if equals else LEFT_OUT
            settings.append((f"audit.ignore.{code}", why))
            told.append(f"audit.ignore.{code}={json.dumps(why, ensure_ascii=False)}")
    return settings, told


def _codes(text: str) -> list[str]:
    return [code.strip().upper() for code in text.split(",") if code.strip()]


def folder_for(recipe: Recipe, given: str | None, runs: Path = Path("runs")) -> Path:
    """Return the folder where a run of this recipe was interrupted, on whatever day; where none was, today's.

    The same command finds its folder again; another recipe gets one of its own.
    """
    begun = _interrupted(_name(given or recipe.data.train), recipe, runs)
    if begun is not None:
        return begun
    name = f"{_name(given or recipe.data.train)}-{time.strftime('%Y-%m-%d')}"
    numbered = (runs / (name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(folder for folder in numbered if _is_free(folder, recipe))


def _interrupted(name: str, recipe: Recipe, runs: Path) -> Path | None:
    """Return the newest folder of this name with a run of this recipe that did not reach its end."""
    dated = re.compile(re.escape(name) + r"-\d{4}-\d\d-\d\d(-\d+)?")
    folders = [path.parent for path in runs.glob("*/recipe.yaml") if dated.fullmatch(path.parent.name)]
    for folder in sorted(folders, reverse=True):
        if not (folder / "7-report" / "done.json").is_file() and _is_of(folder, recipe):
            return folder
    return None


def _is_free(folder: Path, recipe: Recipe) -> bool:
    """Whether nothing lies there, or a run of this very recipe."""
    return not (folder / "recipe.yaml").is_file() or _is_of(folder, recipe)


def _is_of(folder: Path, recipe: Recipe) -> bool:
    """Whether the run in a folder is one of this very recipe, from whatever directory its files were named."""
    kept = folder / "recipe.yaml"
    try:
        begun = make_recipe(read_yaml(kept), where=str(kept))
    except UserError:  # of another version, or edited by hand
        return False
    return _deciding(begun) == _deciding(recipe)


def _deciding(recipe: Recipe) -> Recipe:
    """Return what makes two recipes one run: paths in full, and nothing that changes no result."""
    return absolute(recipe).model_copy(update={"training": recipe.training.deciding()})


def _name(location: str) -> str:
    """Return a folder's name for a recipe or data file; `train.csv` is called after its folder too."""
    path = Path(re.sub(r"^\w+://|^package:", "", location.replace("::", "/")))
    stem = path.stem
    while Path(stem).suffix:  # reviews.csv.zip
        stem = Path(stem).stem
    if stem.lower() in _COMMON and path.absolute().parent.name:
        stem = f"{path.absolute().parent.name}-{stem}"
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:60] or "run"
