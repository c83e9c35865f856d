"""PRE002: rows without a label."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows

_LABELLED = ("train", "validation", "test")


class MissingLabel(Check):
    """Some rows have no label.

    Why: a row without a label teaches nothing and cannot be scored; read as a class of its own it teaches nonsense.
    Fix: the rows are dropped from train, validation and test; an empty set of labels stays. Label them,
    or move them to data.field, which needs none.
    Blind: a class that stands for "nobody labelled this", such as "other" or 0.
    """

    code = "PRE002"
    severity = Severity.ERROR
    fix_class = "safe"
    bad = [
        [{"text": "Where is my parcel?", "label": "delivery"}, {"text": "Refund me, please.", "label": None}],
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "Refund me, please.", "label": " ", "role": "test"},
        ],
    ]
    good = [
        [{"text": "Where is my parcel?", "label": "NA"}, {"text": "Refund me, please.", "label": "null"}],
        [{"text": "Where is my parcel?", "label": "delivery"}, {"text": "Hello?", "label": None, "role": "field"}],
    ]

    def judge(self, rows: Rows, unlabelled: pl.Series) -> Finding | Passed:
        """Look for labels that are missing or blank; the texts "NA" and "null" are labels."""
        needed = rows.role(*_LABELLED)
        if not len(needed):
            raise NotApplicable("there are no rows that need a label")
        missing = _missing(rows, unlabelled)
        if missing.is_empty() and (empty := _empty_sets(needed)):
            message = f"{part_of(len(empty), len(needed))} with an empty set of labels, taken to mean that none applies"
            return Finding.on(message, empty, Severity.INFO, checked=len(needed))
        if missing.is_empty():
            return Passed(f"{counted(len(needed))}, none without a label")
        message = f"{part_of(missing.height, len(needed))} without a label"
        told: dict[str, Any] = {"roles": frequencies(missing["role"]), "first": names(missing["id"])}
        return Finding.on(message, missing["id"], checked=len(needed), **told)

    def edits(self, rows: Rows, unlabelled: pl.Series) -> pl.DataFrame:
        """Drop them."""
        return edits.drop(rows, _missing(rows, unlabelled)["id"], "the row has no label")


def _empty_sets(rows: Rows) -> list[int]:
    """Return the rows that say that no label applies: with missing labels put aside, a label of no letters."""
    return rows.ids.filter((rows.labels == "").fill_null(False)).to_list()


def _missing(rows: Rows, unlabelled: pl.Series) -> pl.DataFrame:
    return rows.table.filter(unlabelled & rows.table["role"].is_in(_LABELLED))
