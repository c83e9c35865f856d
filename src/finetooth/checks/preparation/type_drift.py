"""PRE021: columns that are mostly of one type, with a few values of another."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from finetooth.checks.preparation.value_types import DATES, NUMBERS, TYPES, WORDS, types_of
from finetooth.checks.wording import counted, listed, names
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.facts.columns import present

_MOSTLY = 0.9
_LEAST = 20  # values, to speak of a column's type
_MOST_LABELS = 50
_ODD_AS_TEXT = ("JSON", "UUID", "date as 2024-03-01")  # what no one writes as a whole text


@dataclass(frozen=True)
class _Drift:
    told: str
    rows: pl.Series


class TypeDrift(Check):
    """A column mixes types.

    Why: a number among words, a decimal comma among points or a second way to write dates shows that records slipped or
    sources were put together; read as numbers the odd ones are lost, and labels "1" and "positive" are two classes.
    Fix: mend the export: write each column one way; look whether the odd records are shifted by a column.
    Blind: a drift inside one type: metres among feet, day and month changed over where both are below 13.
    """

    code = "PRE021"
    fix_class = "never"
    bad = [
        {
            "rows": [{"text": f"Parcel {n} came", "label": "fine" if n % 2 else "late"} for n in range(40)],
            "columns": [{"weight": "heavy" if n == 7 else f"{n}.5"} for n in range(40)],
        },
        {
            "rows": [{"text": f"Parcel {n} came", "label": "fine" if n % 2 else "late"} for n in range(40)],
            "columns": [{"sent": "3/14/2024" if n % 8 == 0 else f"2024-03-{10 + n % 20}"} for n in range(40)],
        },
        {
            "rows": [{"text": f"Parcel {n} came", "label": "fine" if n % 2 else "late"} for n in range(40)],
            "columns": [{"price": f"{n},50" if n % 10 == 3 else f"{n}.50"} for n in range(40)],
        },
        [{"text": f"Parcel {n} came", "label": ["1", "0", "positive"][n % 3]} for n in range(30)],
        [{"text": '{"id": 7, "body": "x"}' if n == 3 else f"Parcel {n} came", "label": "a"} for n in range(30)],
    ]
    good = [
        {
            "rows": [{"text": "7" if n == 3 else f"Parcel {n} came", "label": str(n % 5)} for n in range(40)],
            "columns": [
                {"weight": f"{n}.5" if n % 2 else f"{n}", "note": ["see 7", "12", "left"][n % 3], "empty": "NA"}
                for n in range(40)
            ],
        }
    ]

    def judge(self, rows: Rows, cells: pl.DataFrame | None = None) -> Finding | Passed:
        """Read the type of every value, and look for the few that differ."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        columns = [(name, cells[name]) for name in cells.columns if name != "id"] if cells is not None else []
        columns = [(name, values) for name, values in columns if not values.equals(rows.labels, null_equal=True)]
        found = [*_of_labels(rows), *_of_texts(rows)]
        found += [drift for name, values in columns for drift in _of_column(name, rows.ids, present(values))]
        if not found:
            return Passed(f"{counted(len(rows))} in {counted(len(columns) + 2, 'column')}, each of one type")
        ids = pl.concat([drift.rows for drift in found]).unique(maintain_order=True)
        told = "; ".join(drift.told for drift in found)
        return Finding.on(told, ids, checked=len(rows), drifts=[drift.told for drift in found], first=names(ids))


def _of_column(name: str, ids: pl.Series, values: pl.Series) -> Iterator[_Drift]:
    """Yield what is odd in a column that is mostly numbers, dates, addresses ... ; text columns may hold anything."""
    table = pl.DataFrame({"id": ids, "value": values, "type": types_of(values)}).drop_nulls("value")
    if table.height < _LEAST:
        return
    table = table.with_columns(pl.col("type").replace(dict.fromkeys(NUMBERS, "number")).alias("type"))
    dates = table.filter(pl.col("type").is_in(list(DATES)))
    if dates.height >= _MOSTLY * table.height and dates["type"].n_unique() > 1:
        yield _drift(name, dates, "dates written in more than one way")
    usual, most = table["type"].value_counts(sort=True).row(0)
    odd = table.filter(pl.col("type") != usual)
    if usual in (WORDS, "truth value") or dates.height >= _MOSTLY * table.height:
        return
    if odd.height and most >= _MOSTLY * table.height:
        yield _drift(name, odd, f"mostly of the type {usual}", usual)
    commas = odd.filter(pl.col("type") == "number with a decimal comma")
    if usual == "number" and commas.height and most < _MOSTLY * table.height <= most + commas.height:
        yield _drift(name, commas, "numbers with points and with decimal commas", usual)


def _drift(name: str, odd: pl.DataFrame, told: str, usual: str = "") -> _Drift:
    counts = odd.group_by("type").len().sort("len", "type", descending=[True, False])
    kinds = ", ".join(f"{n:,} of {kind}" for kind, n in counts.iter_rows())
    least = odd.filter(pl.col("type") != counts["type"][0]) if not usual else odd
    shown = listed(least["value"].unique(maintain_order=True).to_list(), 3)
    return _Drift(f"column {name!r}, {told}: {kinds} ({shown})", least["id"])


def _of_labels(rows: Rows) -> Iterator[_Drift]:
    """Yield a set of labels that mixes numbers and words."""
    labels = present(rows.labels)
    distinct = labels.drop_nulls().unique(maintain_order=True).sort()
    if not 2 <= len(distinct) <= _MOST_LABELS:
        return
    numeric = distinct.filter(types_of(distinct).is_in(["whole number", "number"]))
    words = distinct.filter(types_of(distinct) == WORDS)
    if len(numeric) and len(words):
        fewer = numeric if labels.is_in(numeric.implode()).sum() < labels.is_in(words.implode()).sum() else words
        odd = rows.ids.filter(labels.is_in(fewer.implode()).fill_null(False))
        told = f"the labels mix numbers ({listed(numeric.to_list(), 3)}) and words ({listed(words.to_list(), 3)})"
        yield _Drift(f"{told}: {counted(len(odd))} of the rarer kind", odd)


def _of_texts(rows: Rows) -> Iterator[_Drift]:
    """Yield texts that are a record or an id among texts that are words."""
    table = pl.DataFrame({"id": rows.ids, "value": present(rows.texts)}).drop_nulls("value")
    pattern = "|".join(f"({TYPES[kind]})" for kind in _ODD_AS_TEXT)
    odd = table.filter(pl.col("value").str.contains(pattern.replace("^(?i)", "(?i)^")))
    if table.height >= _LEAST and 0 < odd.height <= (1 - _MOSTLY) * table.height:
        yield _Drift(
            f"{counted(odd.height, 'text')} that are a record, an id or a date ({listed([odd['value'][0]])})", odd["id"]
        )
