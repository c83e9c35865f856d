"""Estimates and row names in words; scores, counts and durations read as they do in the report."""

import re
from collections.abc import Iterable

from finetooth.core.results import Score
from finetooth.core.rows import name_of
from finetooth.report.numbers import metric_name, with_interval


def rough(seconds: float) -> str:
    """Return an estimate without false precision: `1 s`, `20 s`, `4 min`, `2 h 10 min`."""
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 87.5:
        return f"{round(seconds / 5) * 5} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "")


def scored(metric: str, score: Score | None) -> str:
    """Return `macro-F1 0.812 (0.780 to 0.842)`, or why there is no number."""
    return f"{metric_name(metric)} {with_interval(score)}"


def row_names(ids: Iterable[int], most: int = 8) -> str:
    """Return the first row names: `3, 17, test:4 … 12 in all`."""
    rows = list(ids)
    names = ", ".join(str(name_of(row)) for row in rows[:most])
    return names if len(rows) <= most else f"{names} … {len(rows):,} in all"


def first_sentence(text: str) -> str:
    """Return the first sentence of a paragraph."""
    return re.split(r"(?<=[a-z0-9)]\.) (?=[A-Z])", text, maxsplit=1)[0]
