"""Writing: a recipe as YAML with a comment on every line, made so that hostile names stay names."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from finetooth.drafting.seen import Seen
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe
from finetooth.screen.clean import clean

_SECTIONS = ("data", "audit", "prepare", "tune", "training", "evaluate", "validate", "gate")
_WIDE = 34  # characters before a comment begins
_LONGEST = 150  # characters of a comment


def recipe_text(recipe: Recipe, seen: Seen, command: str) -> str:
    """Return the recipe: what was asked for, what was seen and set, and what else is worth a look.

    ``command`` is the recipe's name as a shell takes it. Options that are commented out stand at their defaults, or at
    what is offered.
    """
    entries = [*_asked(recipe, seen.value("task")), *((one.key, one.value, one.why, True) for one in seen.settings)]
    entries += [(one.key, one.value or _default(one.key), one.why, False) for one in seen.offers]
    lines = [*_head(seen, command), "", *_top(entries)]
    for section in _SECTIONS:
        inside = [entry for entry in entries if entry[0].startswith(f"{section}.")]
        remarks = [f"  # {comment(why)}" for key, why in seen.remarks if key.startswith(f"{section}.")]
        if inside or remarks:
            lines += ["", f"{section}:", *(_line(*entry, indent="  ") for entry in inside), *remarks]
    return "\n".join(lines) + "\n"


def comment(text: str, limit: int = _LONGEST) -> str:
    """Return text that can stand in a comment, whatever it holds: one line that YAML accepts."""
    return clean(text, limit)


def inline(value: Any) -> str:
    """Return a value as YAML on one line."""
    written = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False)
    return str(written).removesuffix("\n").removesuffix("\n...")


def _head(seen: Seen, command: str) -> Iterator[str]:
    yield "# A recipe for finetooth, written by `finetooth init` after a look at the data. It can be run as it is:"
    ahead = ("plan", "what a run will do, and about how long it takes")
    if seen.value("task") == "sft":
        ahead = ("preview", "the rows as the model will meet them, token by token")
    for verb, what in (
        ("audit", "what is wrong with the rows; seconds, nothing is trained"),
        ahead,
        ("run", "mend, split, tune, train, judge, decide; interrupt it at will, the same command goes on"),
    ):
        yield f"#   {f'finetooth {verb} {command}':<32} {what}"
    yield "#"
    yield "# What was seen:"
    for subject, what in seen.told:
        yield f"#   {subject:<9} {comment(what, 200)}".rstrip()
    yield "#"
    yield "# Options behind a # are not set: take the # away to set one. `finetooth schema` lists all of them."


def _top(entries: list[tuple[str, Any, str, bool]]) -> list[str]:
    return [_line(*entry) for entry in entries if "." not in entry[0]]


def _line(key: str, value: Any, why: str, on: bool, indent: str = "") -> str:
    name = key.rpartition(".")[2]
    setting = f"{indent}{'' if on else '# '}{name}: {inline(value)}"
    return f"{setting:<{_WIDE}}  # {comment(why)}" if why else setting


def _asked(recipe: Recipe, task: str | None) -> Iterator[tuple[str, Any, str, bool]]:
    """Yield what the user set, by key."""
    given = recipe.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if "task" not in given and task is None:
        yield "task", recipe.task, "", True
    for key, value in given.items():
        if isinstance(value, Mapping) and key in _SECTIONS:
            yield from ((f"{key}.{name}", part, "", True) for name, part in value.items())
        else:
            yield key, value, "", True


def _default(key: str) -> Any:
    plain = make_recipe({"data": {"train": "rows.csv"}}).model_dump(mode="json", by_alias=True)
    section, _, name = key.rpartition(".")
    return (plain[section] if section else plain)[name]
