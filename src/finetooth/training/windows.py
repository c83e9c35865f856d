"""Long texts in windows: each is a row of its own, and all windows of a text together count as much as any other text.

An encoded text is its first window and holds the others under ``windows``; a short text has none.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from finetooth.training.collate import target_and_weight

Encoded = dict[str, Any]


def windows_of(row: Encoded) -> list[Encoded]:
    """Return all windows of a text."""
    return [row, *row.get("windows", ())]


def counts_of(rows: Sequence[Encoded]) -> list[int]:
    """Return how many windows each text has."""
    return [len(windows_of(row)) for row in rows]


def spread_out(rows: Sequence[Encoded]) -> Sequence[Encoded]:
    """Return a row for each window: with its text's target, and its share of its text's weight."""
    if all("windows" not in row for row in rows):
        return rows
    return [one for row in rows for one in _shared(windows_of(row), row, len(windows_of(row)))]


def guise_spread_out(guise: Sequence[Encoded], rows: Sequence[Encoded]) -> Sequence[Encoded]:
    """Return the texts of a guise by the windows of the rows they stand for, as ``spread_out`` returns those.

    A text that lost windows in its new guise shows the old ones in their place; what it won beyond them is left out.
    """
    if all("windows" not in row for row in (*rows, *guise)):
        return guise
    shown: list[Encoded] = []
    for new, row in zip(guise, rows, strict=True):
        old = windows_of(row)
        shown += _shared([*windows_of(new), *old[len(windows_of(new)) :]][: len(old)], row, len(old))
    return shown


def drawn_window(row: Encoded, random: np.random.Generator) -> Encoded:
    """Return a text's only window, or one of them at random, with its target."""
    windows = windows_of(row)
    return row if len(windows) == 1 else {**windows[int(random.integers(len(windows)))], "labels": row["labels"]}


def _shared(windows: Sequence[Encoded], row: Encoded, count: int) -> list[Encoded]:
    target, weight = target_and_weight(row)
    labels = row["labels"] if count == 1 else [target, weight / count]
    return [{**{key: value for key, value in one.items() if key != "windows"}, "labels": labels} for one in windows]
