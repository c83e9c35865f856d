"""PRE003: the same text with the same label more than once."""

from typing import Any

import polars as pl

from finetooth.checks.preparation.leaving import left_alone
from finetooth.checks.wording import counted, groups, part_of
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Partner


class ExactDuplicates(Check):
    """The same row stands in the training data more than once.

    Why: copies weigh as much as they are many, and when rows are split at random they leak from train into the test.
    Fix: the first of each is kept and the copies are dropped.
    Blind: copies with another case or spacing (PRE004), with a word changed (PRE013), or that say it in other words
    (PRE014). Placeholders such as "N/A" are PRE012's, rows without a text PRE001's, and copies of a text under
    different labels PRE005's and PRE026's.
    """

    code = "PRE003"
    tasks = BOTH
    severity = Severity.ERROR
    fix_class = "safe"
    fix_step = "merge"
    bad = [
        [
            {"text": "Call now to win a cruise!", "label": "spam"},
            {"text": "See you at six.", "label": "ham"},
            {"text": "Call now to win a cruise!", "label": "spam"},
        ]
    ]
    good = [
        [{"text": "See you at six.", "label": "ham"}, {"text": "see you at six", "label": "ham"}],
        [{"text": "Thanks!", "label": "ham"}, {"text": "Thanks!", "label": "ham", "role": "field"}],
    ]

    def judge(self, train_keys: pl.DataFrame, said_keys: pl.DataFrame, agreed_keys: pl.DataFrame) -> Finding | Passed:
        """Look for training rows with the text and label of an earlier one."""
        left = left_alone(train_keys, said_keys, agreed_keys)
        if said_keys.is_empty():
            raise NotApplicable(f"there are no training rows with text{left}")
        copies = _copies(agreed_keys)
        if copies.is_empty():
            return Passed(f"{counted(said_keys.height, 'training row')}, none of them a copy of another{left}")
        originals = copies["first"].unique(maintain_order=True)
        together = agreed_keys.join(copies, on=["text", "label"], how="semi", nulls_equal=True).sort("id")
        message = (
            f"{part_of(copies.height, agreed_keys.height, 'training row')} with the same text and label as an earlier "
            f"row (copies of {counted(len(originals))}){left}"
        )
        evidence: dict[str, Any] = {"copied_rows": len(originals), "largest_groups": groups(together, "text", "label")}
        partners = (Partner(row, first, 1.0) for row, first in copies.select("id", "first").iter_rows())
        return Finding.on(message, copies["id"], checked=agreed_keys.height, partners=partners, **evidence)

    def edits(self, rows: Rows, agreed_keys: pl.DataFrame) -> pl.DataFrame:
        """Keep the first of each."""
        copies = _copies(agreed_keys)
        reasons = [f"the same text and label as row {name_of(first)}" for first in copies["first"].to_list()]
        return edits.drop(rows, copies["id"], pl.Series(reasons, dtype=pl.String))


def _copies(agreed_keys: pl.DataFrame) -> pl.DataFrame:
    first = pl.col("id").first().over("text", "label")
    return agreed_keys.with_columns(first.alias("first")).filter(pl.col("id") != pl.col("first"))
