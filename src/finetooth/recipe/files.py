"""From YAML, --set and Python arguments to one Recipe, with errors that name the key."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.strict_yaml import parse
from finetooth.recipe.sections import Range, Recipe

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


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a recipe file. Raises UserError."""
    fix = "have `finetooth init FILE` write one, or run `finetooth schema` for all keys"
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        told = f"the recipe file cannot be read: {error.strerror}"
        raise UserError(told, str(path), "check the path, or " + fix) from None
    if len(data) > MAX_BYTES:
        raise UserError(f"the recipe file is over {MAX_BYTES:,} bytes", str(path), fix)
    try:
        content = parse(data.decode("utf-8"))
    except ValueError as error:
        fix = "indent with spaces: YAML takes no tabs" if "'\\t'" in str(error) else fix
        raise UserError(f"the recipe is not valid YAML: {error}", str(path), fix) from None
    if not isinstance(content, dict):
        raise UserError("the recipe must be a mapping of keys to values", str(path), fix)
    return content


def parse_override(text: str) -> tuple[str, Any]:
    """Parse `a.b=c` (the value is YAML). Raises UserError."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise UserError(f"--set takes KEY=VALUE, got {text!r}", "--set", "e.g. --set training.learning_rate=2e-4")
    try:
        return key.strip(), parse(value)
    except ValueError as error:
        fix = f"close its brackets and quotes, or quote the value: --set '{key.strip()}=\"...\"'"
        raise UserError(f"the value is not valid YAML: {error}", f"--set {text}", fix) from None


def make_recipe(
    content: Mapping[str, Any],
    overrides: Iterable[tuple[str, Any]] = (),
    where: str = "recipe",
    words: Mapping[str, str] | None = None,
) -> Recipe:
    """Make a Recipe of nested keys and dotted overrides (later wins). Raises UserError naming the key.

    ``where`` the keys stand, and by its key the words in which an override was given: they are named in errors.
    """
    flat = _canonical(content, where)
    said: dict[str, str] = {}
    for key, value in overrides:
        label = (words or {}).get(key, f"--set {key}={value}")
        new = _canonical({key: value}, label)
        names = (_one_name(key), *new)
        said |= dict.fromkeys(names, label)
        old = tuple(f"{name}." for name in names)
        flat = {name: kept for name, kept in flat.items() if not f"{name}.".startswith(old)} | new
    nested: dict[str, Any] = {}
    for key, value in flat.items():
        _put(nested, key, value, _place(key, where, said))
    try:
        return Recipe.model_validate(nested)
    except ValidationError as error:
        raise _explain(error, where, said) from None


def to_yaml(recipe: Recipe) -> str:
    """Return the complete recipe as YAML: `finetooth run` on it repeats the run."""
    return yaml.safe_dump(recipe.model_dump(mode="json", by_alias=True), sort_keys=False, allow_unicode=True)


def _canonical(content: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return values by canonical dotted key; one option in two spellings is refused."""
    spelled: dict[str, str] = {}
    flat: dict[str, Any] = {}
    for key, value in _flatten(content):
        name = _one_name(key)
        if name in flat:
            raise UserError(f"{spelled[name]} and {key} are the same option", where, "keep one of them")
        spelled[name], flat[name] = key, value
    return flat


def _one_name(key: str) -> str:
    alias = next((alias for alias in ALIASES if f"{key}.".startswith(f"{alias}.")), "")
    return ALIASES[alias] + key[len(alias) :] if alias else key


def _flatten(content: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in content.items():
        name = f"{prefix}{key}"
        if name in _SECTIONS and (value is None or isinstance(value, Mapping)):
            yield from _flatten(value or {}, name + ".")  # `tune:` with nothing below it means its defaults
        else:
            yield name, value


def _put(nested: dict[str, Any], key: str, value: Any, where: str) -> None:
    *path, last = key.split(".")
    for part in path:
        nested = nested.setdefault(part, {})
        if not isinstance(nested, dict):
            raise UserError(f"{part} is a value, not a section", where, "see `finetooth schema` for all keys")
    nested[last] = dict(value) if isinstance(value, Mapping) else value


def _sections() -> dict[str, type[BaseModel]]:
    return {
        (field.alias or name): field.annotation
        for name, field in Recipe.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
    }


_SECTIONS = _sections()


def _place(key: str, where: str, said: Mapping[str, str]) -> str:
    """Return where a key was given: the words of the command, else its place in the file; both for a whole section."""
    own = [label for name, label in said.items() if f"{key}.".startswith(f"{name}.")]
    if own:
        return own[-1]
    parts = sorted({label for name, label in said.items() if name.startswith(f"{key}.")})
    return ", ".join([f"{where}: {key}", *parts])


def _explain(error: ValidationError, where: str, said: Mapping[str, str]) -> UserError:
    first = max(error.errors(include_url=False), key=_nearness)
    path = _path(first)
    key = ".".join(path)
    place = _place(key, where, said)
    if first["type"] == "extra_forbidden":
        section = Recipe if len(path) == 1 else _SECTIONS.get(path[0]) if len(path) == 2 else Range
        known = [field.alias or name for name, field in section.model_fields.items()] if section else []
        hint = _elsewhere(path) or did_you_mean(path[-1], [*known, *(name.split(".")[-1] for name in ALIASES)])
        return UserError(f"unknown key {key!r}{hint}", place, f"known keys here: {', '.join(known)}")
    if first["type"] == "missing":
        key = "data.train" if key == "data" else key
        return UserError(f"the key {key!r} is missing", where, f"add it, e.g. --set {key}=VALUE")
    got, why = repr(_given(first))[:120], first["msg"].removeprefix("Value error, ")
    if key in _SECTIONS and not isinstance(_given(first), Mapping):
        why = f"it is a section of keys, such as {key}.{next(iter(_SECTIONS[key].model_fields))}"
    why = why.replace("Input should be", "it must be")
    return UserError(f"{key} = {got} is not accepted: {why}", place, _expected(path))


def keys_called(word: str) -> list[str]:
    """Return the keys of a recipe with this last name, or this name elsewhere: `epochs` for the training's epochs."""
    names = [known for alias, known in ALIASES.items() if alias.rpartition(".")[2] == word] or [word]
    name = names[0].rpartition(".")[2]
    homes = [section for section, model in _SECTIONS.items() if _holds(model, name)]
    homes += [name] if name in Recipe.model_fields and name not in _SECTIONS else []
    return [home if home == name else f"{home}.{name}" for home in homes]


def _elsewhere(path: list[str]) -> str:
    """Return a hint where a key of another section is meant: `learning_rate` for `training.learning_rate`."""
    found = keys_called(path[-1])
    return f" (did you mean {' or '.join(found[:3])}?)" if found else ""


def _holds(model: type[BaseModel], name: str) -> bool:
    return name in {field.alias or key for key, field in model.model_fields.items()}


def _path(error: Any) -> list[str]:
    return [*(str(part) for part in error["loc"] if not _is_branch(str(part))), *_key(error)]


def _key(error: Any) -> list[str]:
    """Return the key below the section that an error of a whole section names."""
    return error.get("ctx", {}).get("key", "").split(".") if error["type"] == "contradiction" else []


def _given(error: Any) -> Any:
    """Return the value that was given for what an error names; None where it was not given."""
    value = error.get("input")
    for part in _key(error):
        value = value.get(part) if isinstance(value, Mapping) else getattr(value, part, None)
    return value


def _nearness(error: Any) -> tuple[int, bool]:
    """Of what was tried for a value (a number, a list, a range), rank what it was meant to be."""
    kinds: dict[type, str] = {dict: "Range[", list: "list["}
    kind = kinds.get(type(error["input"]))
    return len(_path(error)), kind is not None and any(kind in str(part) for part in error["loc"])


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
            return f"change it to fit: {' '.join(field.description.split())}"
        model = field.annotation
    return f"change it: `finetooth schema` tells what {'.'.join(path[:2])} takes"
