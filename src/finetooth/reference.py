"""The reference pages, written from the code: what each check looks for, and what each key of a recipe takes."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from finetooth.checks.examples import example_facts
from finetooth.core.check import Check, Example
from finetooth.core.facts import needs
from finetooth.core.finding import MISTAKES
from finetooth.core.plugins import all_checks
from finetooth.recipe.files import ALIASES
from finetooth.recipe.sections import Recipe
from finetooth.report.markdown import plain, table

_EXAMPLES, _RECORDS = 2, 6
_WRITTEN = "<!-- Written by `make docs` from the code. Change the docstrings there, not this page. -->"
_KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_BOUNDS = {"exclusiveMinimum": ">", "minimum": "≥", "exclusiveMaximum": "<", "maximum": "≤"}


def schema() -> dict[str, Any]:
    """Return the JSON schema of a recipe file."""
    raw = Recipe.model_json_schema(by_alias=True)
    whole: dict[str, Any] = _tidy(raw, raw["$defs"])
    sections = {name: part for name, part in whole.pop("$defs").items() if not name.startswith("Range")}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "finetooth recipe"}
    return {**head, **whole, "$defs": sections}


def pages() -> dict[str, str]:
    """Return the text of each generated page by its file name."""
    ours = [check for check in all_checks() if type(check).__module__.startswith("finetooth.")]
    return {
        "checks.md": checks_page(ours),
        "recipe.md": recipe_page(),
        "recipe.schema.json": json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
    }


def checks_page(checks: Sequence[Check]) -> str:
    """Return the page of all checks, by the mistake they guard against."""
    intro = (
        "Each check is one file below `src/finetooth/checks/`. The examples are its tests too, and the sentence under"
        " an example is what the check says of it. A check that *mends* has a fix that `prepare` applies and the"
        " ledger records. `finetooth checks CODE` shows one of them on the terminal."
    )
    parts = ["# The checks", _WRITTEN, intro]
    for letters, mistake in MISTAKES.items():
        mine = [check for check in checks if check.code.startswith(letters)]
        parts += [f"## {letters}: {mistake}", *(part for check in mine for part in _check(check))]
    return "\n\n".join(parts) + "\n"


def recipe_page() -> str:
    """Return the page of all keys of a recipe, section by section."""
    whole = schema()
    intro = (
        "A recipe is YAML. A key that is written `section.key` here may be nested in the file, and set on the command"
        " line: `--set training.learning_rate=2e-4`. Unknown keys are refused. Only `data.train` must be given. The"
        " same as a JSON schema: `finetooth schema`, or [recipe.schema.json](recipe.schema.json)."
    )
    parts = ["# The recipe", _WRITTEN, intro, _keys(whole, whole["$defs"])]
    for name, part in whole["properties"].items():
        if (section := _section(part, whole["$defs"])) is not None:
            parts += [f"## {name}", section["description"], _keys(section, whole["$defs"], f"{name}.")]
    spellings = _table(["spelling", "read as"], ([f"`{one}`", f"`{name}`"] for one, name in ALIASES.items()))
    parts += ["## Spellings of other tools", "They are accepted, and written back in the name used here.", spellings]
    return "\n\n".join(parts) + "\n"


def _check(check: Check) -> Iterator[str]:
    mends = f", fix: {check.fix_class}" if check.fixes else ""
    asks = ", ".join(f"`{name}`" for name in needs(check.judge))
    yield f"### {check.code}: {plain(check.title)}"
    yield f"*{check.severity}{mends}*; judges {asks}"
    for word in ("Why", "Fix", "Blind"):
        if check.part(word):
            yield f"**{word}:** {plain(check.part(word), 2000)}"
    for word, examples in (("Found", check.bad), ("Not found", check.good)):
        for example in examples[:_EXAMPLES]:
            yield f"{word}:"
            if records := _records(example):
                yield _rows(records)
            yield f"> {plain(check.run(example_facts(example)).message, 400)}"


def _records(example: Example) -> list[Mapping[str, Any]]:
    return list(example.get("rows", []) if isinstance(example, Mapping) else example)


def _rows(records: Sequence[Mapping[str, Any]]) -> str:
    columns = list(dict.fromkeys(name for record in records for name in record))
    lines = [[_cell(record.get(name, "train" if name == "role" else "–")) for name in columns] for record in records]
    if len(lines) > _RECORDS:
        more = [f"*and {len(lines) - _RECORDS + 1} more*", *[""] * (len(columns) - 1)]
        lines = [*lines[: _RECORDS - 3], more, *lines[-2:]]
    return _table(columns, lines)


def _cell(value: Any) -> str:
    if value is None:
        return "*missing*"
    return plain(value, 80) if isinstance(value, str) and value.strip() else f"`{value!r}`"


def _table(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    return table(heads, lines).replace("---:", "---")  # words, not numbers: nothing stands at the right


def _keys(section: Mapping[str, Any], sections: Mapping[str, Any], prefix: str = "") -> str:
    lines = []
    for name, part in section["properties"].items():
        if _section(part, sections) is None:
            default = part.get("default")
            shown = "" if default is None else f"`{json.dumps(default, ensure_ascii=False)}`"
            cells = (f"`{prefix}{name}`", _kind(part, sections), shown, part.get("description", ""))
            lines.append([cell.replace("|", "\\|") for cell in cells])
    return _table(["key", "takes", "default", "meaning"], lines)


def _section(part: Mapping[str, Any], sections: Mapping[str, Any]) -> dict[str, Any] | None:
    found = sections.get(part.get("$ref", "").rpartition("/")[2], {})
    return found if "properties" in found else None


def _kind(part: Mapping[str, Any], sections: Mapping[str, Any]) -> str:
    """Say in words what a key takes."""
    if "$ref" in part:
        return _kind(sections[part["$ref"].rpartition("/")[2]], sections)
    if "anyOf" in part:
        ways = [way for way in part["anyOf"] if way.get("type") != "null"]
        single, tuned = _tuned_by(ways)
        return " or ".join(dict.fromkeys(_kind(way, sections) for way in single)) + tuned
    if "enum" in part or "const" in part:
        return " or ".join(f"`{value}`" for value in part.get("enum", [part.get("const")]))
    if part["type"] == "array":
        return f"list of {_kind(part['items'], sections)}"
    if "properties" in part:
        return f"keys {', '.join(f'`{name}`' for name in part['properties'])}"
    if part["type"] == "object":
        within = part["additionalProperties"]
        return "keys with text" if within == {"type": "string"} else f"keys with {_kind(within, sections)}"
    return _KINDS[part["type"]] + ",".join(f" {sign} {part[name]}" for name, sign in _BOUNDS.items() if name in part)


def _tuned_by(ways: list[Any]) -> tuple[list[Any], str]:
    """Return the single values that a key takes, and in words the lists and ranges of them that it is tuned by."""
    single = [way for way in ways if way.get("type") not in ("array", "object")]
    if len(single) == len(ways) or single != ways[: len(single)] or "items" not in ways[len(single)]:
        return ways, ""
    a_list = ways[len(single)]["items"]
    items = [item for item in a_list.get("anyOf", [a_list]) if item.get("type") != "null"]
    if not all(item in single for item in items):
        return ways, ""
    those = "these" if items == single else "these but `auto`"
    ranges = " or a range `{low, high, log}`" if ways[len(single) + 1 :] else ""
    return single, f"; to tune it, a list of {those}{ranges}"


def _tidy(node: Any, definitions: Mapping[str, Any]) -> Any:
    """Drop the titles made from field names, put ranges where they are referred to, and join lines."""
    if isinstance(node, list):
        return [_tidy(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    target = str(node.get("$ref", "")).rpartition("/")[2]
    if target.startswith("Range"):
        return _tidy(definitions[target], definitions)
    kept = {name: part for name, part in node.items() if not (name == "title" and isinstance(part, str))}
    return {
        name: " ".join(part.split()) if name == "description" and isinstance(part, str) else _tidy(part, definitions)
        for name, part in kept.items()
    }


if __name__ == "__main__":
    for file_name, page in pages().items():
        (Path(sys.argv[1]) / file_name).write_text(page, "utf-8")
