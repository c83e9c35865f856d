"""PRE001: rows without a text."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows


class MissingText(Check):
    """Some rows have no text.

    Why: the model is taught to answer a label to nothing, and scores count rows that nobody could read.
    Fix: the rows are dropped. Look at why they came empty (a failed join, deleted posts): it may hit one class only.
    Blind: texts that say nothing in words, such as "n/a" (PRE012).
    """

    code = "PRE001"
    severity = Severity.ERROR
    fix_class = "safe"
    bad = [
        [{"text": "The parcel came on time.", "label": "good"}, {"text": None, "label": "bad"}],
        [{"text": "The parcel came on time.", "label": "good"}, {"text": " \n\t ", "label": "bad"}],
        [{"text": "The parcel came on time.", "label": "good"}, {"text": "\u200b\ufeff", "role": "field"}],
    ]
    good = [
        [{"text": "The parcel came on time.", "label": "good"}, {"text": "?", "label": "bad"}],
        [{"text": "null", "label": "good"}, {"text": "NA", "label": "bad"}],
    ]

    def judge(self, rows: Rows, blank_text: pl.Series) -> Finding | Passed:
        """Look for texts that are missing, empty or invisible, in all roles."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        empty = rows.table.filter(blank_text)
        if empty.is_empty():
            return Passed(f"{counted(len(rows))}, none without text")
        kinds = {
            "missing": empty["text"].null_count(),
            "empty": int((empty["text"] == "").sum()),
            "nothing visible": int((empty["text"] != "").sum()),
        }
        roles = frequencies(empty["role"])
        message = f"{part_of(empty.height, len(rows))} without text"
        return Finding.on(message, empty["id"], checked=len(rows), kinds=kinds, roles=roles, first=names(empty["id"]))

    def edits(self, rows: Rows, blank_text: pl.Series) -> pl.DataFrame:
        """Drop them."""
        return edits.drop(rows, rows.ids.filter(blank_text), "the row has no text")
