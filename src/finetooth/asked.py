"""From the words of a command to a recipe and a run folder."""

import re
import time
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path

from finetooth.core.errors import UserError
from finetooth.core.recipe import Recipe
from finetooth.core.recipe_files import make_recipe, parse_override, read_yaml

RECIPE_SUFFIXES = (".yaml", ".yml")
_COMMON = {"train", "training", "data", "dataset", "rows", "all", "full", "main", "recipe", "finetooth"}


def is_recipe(name: str) -> bool:
    """Whether a name given on the command line is that of a recipe; anything else is data."""
    return name.lower().endswith(RECIPE_SUFFIXES)


def recipe_of(given: str | None, options: Mapping[str, str | None], overrides: Iterable[str] = ()) -> Recipe:
    """Make the recipe of a file (or of a data file), options by dotted key, and --set, each stronger than the last."""
    named = [(key, value) for key, value in options.items() if value is not None]
    if given is not None and not is_recipe(given):
        named.insert(0, ("data.train", given))
    if given is None and "data.train" not in dict(named):
        fix = "name a recipe (finetooth run recipe.yaml), or --data FILE and --model NAME"
        raise UserError("nothing to work on: neither a recipe nor data is named", "the command line", fix)
    settings = named + [parse_override(text) for text in overrides]
    if given is not None and is_recipe(given):
        return make_recipe(read_yaml(Path(given)), settings, where=given)
    return make_recipe({}, settings, where="the command line")


def changed(recipe: Recipe, overrides: Iterable[str]) -> Recipe:
    """Return the recipe with --set applied."""
    content = recipe.model_dump(mode="json", by_alias=True)
    return make_recipe(content, [parse_override(text) for text in overrides], where="the command line")


def folder_for(recipe: Recipe, given: str | None, runs: Path = Path("runs")) -> Path:
    """Return today's folder for a recipe: the same command finds it again, another recipe gets one of its own."""
    name = f"{_name(given or recipe.data.train)}-{time.strftime('%Y-%m-%d')}"
    numbered = (runs / (name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(folder for folder in numbered if _is_free(folder, recipe))


def _is_free(folder: Path, recipe: Recipe) -> bool:
    """Whether nothing lies there, or a run of this very recipe."""
    kept = folder / "recipe.yaml"
    if not kept.is_file():
        return True
    try:
        return make_recipe(read_yaml(kept), where=str(kept)) == recipe
    except UserError:  # of another version, or edited by hand
        return False


def _name(location: str) -> str:
    """Return a folder's name for a recipe or data file; `train.csv` is called after its folder too."""
    path = Path(re.sub(r"^\w+://|^package:", "", location.replace("::", "/")))
    stem = path.stem
    while Path(stem).suffix:  # reviews.csv.zip
        stem = Path(stem).stem
    if stem.lower() in _COMMON and path.absolute().parent.name:
        stem = f"{path.absolute().parent.name}-{stem}"
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:60] or "run"
