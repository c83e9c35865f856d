"""Label sets: the labels of rows that can have several, as one text a row."""

import json
from collections.abc import Collection
from typing import Any, NamedTuple

import polars as pl

from finetooth.core.rows import LABEL_JOINT

_JOINT_INSIDE = "the value of {column} holds U+001F, the character that joins the labels of one row"


class LabelSets(NamedTuple):
    """The labels of each row, by position why a cell is none, and whether rows can have several."""

    labels: pl.Series
    faults: dict[int, str]
    several: bool


def joined(cells: pl.Series, nested: Collection[int], separator: str | None) -> LabelSets:
    """Read a column of labels; ``nested`` are the positions of lists and objects, which are JSON text.

    Where there are lists or a separator, a row can have several labels: stripped, each once, sorted, joined by U+001F.
    An explicitly empty list is the empty text: no label applies, which is an answer. A missing or blank cell and a list
    of nothing but those stay null, as nobody can tell what applies.
    """
    frame = pl.DataFrame({"cell": cells, "nested": _marked(len(cells), nested)})
    several = separator is not None or _any_list(frame)
    if not several and not nested:
        inside = frame["cell"].str.contains(LABEL_JOINT, literal=True)
        return LabelSets(cells, _faults(frame, inside, cells.name), several)
    kinds = frame.unique(maintain_order=True)
    sets = [_joined(cell, inside, separator) if several else (cell, inside) for cell, inside in kinds.rows()]
    kinds = kinds.with_columns(
        pl.Series("set", [names for names, _ in sets], dtype=pl.String), pl.Series("fault", [bad for _, bad in sets])
    )
    found = frame.join(kinds, on=["cell", "nested"], how="left", nulls_equal=True, maintain_order="left")
    return LabelSets(found["set"].alias(cells.name), _faults(found, found["fault"], cells.name), several)


def not_plain(cell: str, column: str, wanted: str = "a text") -> str:
    """Return why a cell that is no plain value cannot be used."""
    kind = "is a list or an object" if cell[:1] in ("[", "{") else "holds bytes that are no text"
    return f"the value of {column} {kind}, not {wanted}"


def _any_list(frame: pl.DataFrame) -> bool:
    return bool((frame["nested"] & frame["cell"].str.starts_with("[")).any())


def _marked(height: int, places: Collection[int]) -> pl.Series:
    return pl.int_range(height, eager=True).is_in(list(places))


def _joined(cell: str | None, nested: bool, separator: str | None) -> tuple[str | None, bool]:
    """Return the set of one cell and whether the cell is at fault."""
    if cell is None:
        return None, False
    try:
        values: Any = json.loads(cell) if nested else cell.split(separator) if separator else [cell]
    except ValueError:  # bytes
        return None, True
    if not isinstance(values, list) or any(isinstance(value, (list, dict)) for value in values):
        return None, True
    names = {_text(value).strip() for value in values if value is not None} - {""}
    if any(LABEL_JOINT in name for name in names):
        return None, True
    return (LABEL_JOINT.join(sorted(names)) if names or (nested and not values) else None), False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _faults(frame: pl.DataFrame, where: pl.Series, column: str) -> dict[int, str]:
    faults = {}
    for place in where.fill_null(value=False).arg_true():
        cell, nested = frame["cell"][place], frame["nested"][place]
        joint = not nested or r"\u001f" in cell
        told = _JOINT_INSIDE.format(column=column) if joint else not_plain(cell, column, "a text or a list of texts")
        faults[place] = told
    return faults
