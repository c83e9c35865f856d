"""DAT004: a text or a group on two sides of the split."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, groups
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity


class SplitLeak(Check):
    """The split parts what belongs together.

    Why: a text, customer or author on both sides lets the model recognise instead of understand; the score flatters it.
    Fix: name the column of customers, authors or threads in data.group_column, and let finetooth draw the split; where
    files are given, take the rows out of the training file.
    Blind: near copies and texts that say the same in other words; groups that no column names.
    """

    code = "DAT004"
    tasks = BOTH
    severity = Severity.ERROR
    bad = [
        {
            "splits": {
                "train": [{"text": "Where is my parcel?", "label": "delivery"}],
                "test": [{"text": "where is my parcel? ", "label": "delivery"}],
            }
        },
        {
            "splits": {
                "train": [{"text": "Where is my parcel?", "label": "delivery", "group": "customer 7"}],
                "validation": [{"text": "I want my money back.", "label": "refund", "group": "customer 7"}],
            }
        },
    ]
    good = [
        {
            "splits": {
                "train": [{"text": "Where is my parcel?", "label": "delivery", "group": "customer 7"}] * 2,
                "validation": [{"text": "Has it been sent?", "label": "delivery", "group": "customer 8"}],
                "test": [{"text": "I want my money back.", "label": "refund", "group": None}],
            }
        }
    ]

    def judge(self, split_keys: pl.DataFrame) -> Finding | Passed:
        """Look for normalised texts and groups on two sides."""
        sizes = {str(side): n for side, n in split_keys.group_by("side", maintain_order=True).len().iter_rows()}
        if len(sizes) < 2:
            raise NotApplicable("there are not two sides to compare")
        seen = ", ".join(f"{n:,} {side}" for side, n in sizes.items())
        by_text, by_group = _astride(split_keys, "key"), _astride(split_keys, "group")
        texts, parted = by_text["key"].n_unique(), by_group["group"].n_unique()
        if not texts and not parted:
            tied = split_keys["group"].drop_nulls().n_unique()
            message = f"{seen} rows: no text on two sides" + (f", nor any of {counted(tied, 'group')}" if tied else "")
            return Passed(message, {"sizes": sizes, "groups": tied})
        told = f"{counted(texts, 'text')} and {counted(parted, 'group')} on two sides of the split ({seen} rows)"
        rows = pl.concat([by_text["id"], by_group["id"]]).unique(maintain_order=True)
        evidence: dict[str, Any] = {"texts": groups(by_text, "key"), "groups": groups(by_group, "group")}
        return Finding.on(told, rows, checked=split_keys.height, sizes=sizes, **evidence)


def _astride(split_keys: pl.DataFrame, column: str) -> pl.DataFrame:
    known = split_keys.filter(pl.col(column).is_not_null())
    return known.filter(pl.col("side").n_unique().over(column) > 1)
