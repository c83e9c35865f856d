"""The rows: which files they came from and which splits they went to."""

import json
from dataclasses import dataclass
from typing import Any

import polars as pl

from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.report.numbers import count
from finetooth.report.text import line

_TOLD = ("role", "file", "format", "records", "text_column", "label_column", "notes")


@dataclass(frozen=True)
class Source:
    """One file that was read."""

    role: str
    file: str
    format: str
    records: str
    text_column: str
    label_column: str
    notes: tuple[str, ...]
    details: tuple[tuple[str, str], ...]  # what else is known of how it was read


@dataclass(frozen=True)
class SplitLine:
    """One split: its rows, classes, and the smallest class."""

    name: str
    purpose: str
    rows: str
    classes: str
    smallest: str
    smallest_rows: str


_PURPOSES = {
    "train": "the model learns from these",
    "validation": "choose the checkpoint and the settings",
    "test": "sealed until the scores",
    "field": "from production; never trained on",
}


def sources_of(sources: tuple[dict[str, Any], ...]) -> tuple[Source, ...]:
    """Return the files read; what this page does not know by name is kept as a detail."""
    return tuple(_source(source) for source in sources)


def split_lines(splits: Splits) -> tuple[SplitLine, ...]:
    """Return a line for each of the four splits, empty ones included."""
    return tuple(_split(name, getattr(splits, name)) for name in _PURPOSES)


def _source(source: dict[str, Any]) -> Source:
    given = source.get("notes") or ()
    notes = [str(note) for note in ([given] if isinstance(given, str) else given)]
    details = [
        (key.replace("_", " "), value) for key, value in source.items() if key not in _TOLD and value is not None
    ]
    records = source.get("records")
    return Source(
        role=str(source.get("role") or ""),
        file=str(source.get("file") or ""),
        format=str(source.get("format") or ""),
        records=count(records) if isinstance(records, int | float) else "",
        text_column=str(source.get("text_column") or ""),
        label_column=str(source.get("label_column") or ""),
        notes=tuple(line(note, 300) for note in notes),
        details=tuple((line(key, 40), line(_json(value), 300)) for key, value in details),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _split(name: str, rows: Rows) -> SplitLine:
    sizes = rows.labels.drop_nulls().value_counts(sort=True) if len(rows) else pl.DataFrame()
    if not sizes.height:
        return SplitLine(name, _PURPOSES[name], count(len(rows)), "–", "", "")
    label, smallest = sizes.row(-1)
    return SplitLine(name, _PURPOSES[name], count(len(rows)), count(sizes.height), label, count(smallest))
