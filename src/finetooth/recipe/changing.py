"""From one recipe to another: --set on the command line, as words and applied."""

from collections.abc import Iterable
from typing import Any

from finetooth.recipe.files import make_recipe, parse_override
from finetooth.recipe.sections import Recipe


def parsed(overrides: Iterable[str]) -> list[tuple[str, Any, str]]:
    """Return the key, the value and the words of each --set. Raises UserError."""
    return [(*parse_override(text), text) for text in overrides]


def changed(recipe: Recipe, overrides: Iterable[str]) -> Recipe:
    """Return the recipe with --set applied. Raises UserError."""
    content = recipe.model_dump(mode="json", by_alias=True)
    sets = parsed(overrides)
    words = {key: f"--set {text}" for key, _, text in sets}
    return make_recipe(content, [(key, value) for key, value, _ in sets], "the command line", words)
