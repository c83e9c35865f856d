"""Examples: from the plain records that a check shows to the facts it judges; tests and docs read them the same way."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from finetooth.core.check import Example
from finetooth.core.conversation import Conversation, Turn, table_of
from finetooth.core.facts import Facts
from finetooth.core.results import Splits
from finetooth.core.rows import ROLES, Rows
from finetooth.core.turning import text_and_pair
from finetooth.recipe.files import make_recipe
from finetooth.recipe.sections import Recipe


def example_facts(example: Example) -> Facts:
    """Return the facts of an example: a list of records is ``rows``, a mapping holds facts by name.

    In a mapping ``rows`` may be records, ``columns`` records of the files' other columns (in the order of the rows),
    ``splits`` records by split, and ``recipe`` what a recipe file would say. ``conversations`` are lists of turns
    ``(speaker, content)`` or messages, or records with ``turns`` and ``role``, ``tools`` or ``group``; rows show them.
    """
    return Facts(example_values(example))


def example_values(example: Example) -> dict[str, Any]:
    """Return the values that ``example_facts`` gives, by name."""
    given = dict(example) if isinstance(example, Mapping) else {"rows": example}
    if isinstance(talks := given.pop("conversations", None), list):
        given = {**_talks(talks), **given}
    elif talks is not None:
        given["conversations"] = talks
    values = {"recipe": _recipe({}), **{name: _value(name, value) for name, value in given.items()}}
    if isinstance(values.get("columns"), list):
        values["columns"] = _columns(values["columns"], values["rows"])
    return values


def _talks(listed: list[Any]) -> dict[str, Any]:
    """Return the rows and the table of conversations."""
    records = [one if isinstance(one, Mapping) else {"turns": one} for one in listed]
    held = [Conversation(tuple(map(_turn, one["turns"])), one.get("tools", "")) for one in records]
    shown = [text_and_pair(one) for one in held]
    rows = Rows.of(
        {"text": text, "pair": pair, **{key: record[key] for key in ("role", "group", "time") if key in record}}
        for record, (text, pair) in zip(records, shown, strict=True)
    )
    return {"rows": rows, "conversations": table_of(rows.ids, held)}


def _turn(told: Any) -> Turn:
    return Turn.of(told) if isinstance(told, Mapping) else Turn(told[0], told[1] or "")


def _columns(records: list[dict[str, Any]], rows: Rows) -> pl.DataFrame:
    table = pl.DataFrame(records, infer_schema_length=None).cast(pl.String)
    return table.insert_column(0, rows.ids.head(table.height))


def _value(name: str, value: Any) -> Any:
    if name == "rows" and not isinstance(value, Rows):
        return Rows.of(value)
    if name == "splits" and not isinstance(value, Splits):
        return Splits(**{side: _side(side, value.get(side, [])) for side in ROLES})
    if name == "recipe" and not isinstance(value, Recipe):
        return _recipe(value)
    return value


def _side(side: str, records: list[dict[str, Any]]) -> Rows:
    return Rows.of({"role": side, **record} for record in records)


def _recipe(content: Mapping[str, Any]) -> Recipe:
    return make_recipe({"data": {"train": "rows.csv"}, **content})
