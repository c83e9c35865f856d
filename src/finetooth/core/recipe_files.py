"""From YAML, --set and Python arguments to one Recipe, with errors that name the key."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.recipe import Recipe

MAX_BYTES = 1_000_000
ALIASES = {  # the neighbours' spellings, accepted and echoed in the canonical name
    "training.lr": "training.learning_rate",
    "training.epochs": "training.num_train_epochs",
    "training.num_epochs": "training.num_train_epochs",
    "training.batch_size": "training.per_device_train_batch_size",
    "training.micro_batch_size": "training.per_device_train_batch_size",
    "training.cutoff_len": "training.max_length",
    "training.sequence_len": "training.max_length",
    "training.max_seq_length": "training.max_length",
    "training.label_smoothing": "training.label_smoothing_factor",
    "model": "base_model",
    "model_name_or_path": "base_model",
}


class _StrictLoader(yaml.SafeLoader):
    """Safe YAML without aliases (a few lines of them can fill the memory), duplicate keys or timestamps as dates."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed in a recipe")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [key for key in keys if keys.count(key) > 1]
        if twice:
            raise yaml.YAMLError(f"the key {twice[0]!r} stands twice (line {node.start_mark.line + 1})")
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a recipe file. Raises UserError."""
    fix = "write a recipe as in the README, or run `finetooth schema` for all keys"
    if not path.is_file():
        raise UserError("the recipe file does not exist", str(path), "check the path, or " + fix)
    if path.stat().st_size > MAX_BYTES:
        raise UserError(f"the recipe file is over {MAX_BYTES:,} bytes", str(path), fix)
    try:
        content = yaml.load(path.read_text("utf-8"), _StrictLoader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"the recipe is not valid YAML: {' '.join(str(error).split())}", str(path), fix) from None
    if not isinstance(content, dict):
        raise UserError("the recipe must be a mapping of keys to values", str(path), fix)
    return content


def parse_override(text: str) -> tuple[str, Any]:
    """Parse `a.b=c` (the value is YAML). Raises UserError."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UserError(f"--set takes KEY=VALUE, got {text!r}", "--set", "e.g. --set training.learning_rate=2e-4")
    try:
        parsed = yaml.load(value, _StrictLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise UserError(f"the value is not valid YAML: {error}", f"--set {key}", "quote the value") from None
    if isinstance(parsed, str):  # YAML reads 2e-4 as text
        with suppress(ValueError):
            parsed = float(parsed)
    return key.strip(), parsed


def make_recipe(content: Mapping[str, Any], overrides: Iterable[tuple[str, Any]] = (), where: str = "recipe") -> Recipe:
    """Make a Recipe of nested keys and dotted overrides (later wins). Raises UserError naming the key."""
    flat = dict(_flatten(content))
    for key, value in overrides:
        flat = {name: old for name, old in flat.items() if not (name == key or name.startswith(key + "."))}
        flat[key] = value
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        _put(nested, ALIASES.get(key, key), value, where)
    try:
        return Recipe.model_validate(nested)
    except ValidationError as error:
        raise _explain(error, where) from None


def to_yaml(recipe: Recipe) -> str:
    """Return the complete recipe as YAML: `finetooth run` on it repeats the run."""
    return yaml.safe_dump(recipe.model_dump(mode="json", by_alias=True), sort_keys=False, allow_unicode=True)


def _flatten(content: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in content.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping) and name in _SECTIONS:
            yield from _flatten(value, name + ".")
        else:
            yield name, value


def _put(nested: dict[str, Any], key: str, value: Any, where: str) -> None:
    *path, last = key.split(".")
    for part in path:
        nested = nested.setdefault(part, {})
        if not isinstance(nested, dict):
            raise UserError(
                f"{part} is a value, not a section", f"{where}: {key}", "see `finetooth schema` for all keys"
            )
    nested[last] = value


def _sections() -> dict[str, type[BaseModel]]:
    return {
        (field.alias or name): field.annotation
        for name, field in Recipe.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


_SECTIONS = _sections()


def _explain(error: ValidationError, where: str) -> UserError:
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"] if not _is_branch(str(part))]
    key = ".".join(path)
    if first["type"] == "extra_forbidden":
        section = _SECTIONS.get(path[0]) if len(path) > 1 else Recipe
        known = [field.alias or name for name, field in section.model_fields.items()] if section else []
        hint = did_you_mean(path[-1], [*known, *(name.split(".")[-1] for name in ALIASES)])
        return UserError(f"unknown key {key!r}{hint}", f"{where}: {key}", f"known keys here: {', '.join(known)}")
    if first["type"] == "missing":
        return UserError(f"the key {key!r} is missing", where, f"add it, e.g. --set {key}=VALUE")
    got = repr(first.get("input"))[:120]
    return UserError(f"{key} = {got} is not accepted: {first['msg']}", f"{where}: {key}", _expected(path))


def _is_branch(part: str) -> bool:
    return part.startswith(("Range[", "list[", "literal[", "function-", "constrained-")) or part in (
        "int",
        "float",
        "str",
    )


def _expected(path: list[str]) -> str:
    model: Any = Recipe
    for part in path:
        field = getattr(model, "model_fields", {}).get("validation" if part == "validate" else part)
        if field is None:
            break
        if field.description and not path[path.index(part) + 1 :]:
            return " ".join(field.description.split())
        model = field.annotation
    return "see `finetooth schema` for what each key takes"
