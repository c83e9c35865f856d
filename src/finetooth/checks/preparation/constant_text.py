"""PRE010: a text column that says the same in most rows."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, names, part_of
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity

MOST_OF_ONE_TEXT = 0.5


class ConstantText(Check):
    """One text fills the text column.

    Why: a model cannot tell rows apart that read alike; usually the wrong column was taken, or a template's default.
    Fix: name the right column in data.text_column, or drop the rows that hold the default text.
    Blind: a template around a short slot, where no two texts are equal (PRE023 finds repeated parts).
    """

    code = "PRE010"
    severity = Severity.ERROR
    bad = [
        [{"text": "n/a", "label": "good"}, {"text": "n/a", "label": "bad"}],
        [
            {"text": "No comment", "label": "good"},
            {"text": "no comment", "label": "bad"},
            {"text": "Too loud", "label": "bad"},
        ],
    ]
    good = [[{"text": "Lovely", "label": "good"}, {"text": "Too loud", "label": "bad"}]]

    def judge(self, train_keys: pl.DataFrame) -> Finding | Passed:
        """Measure how many training rows the most frequent text covers."""
        if train_keys.height < 2:
            raise NotApplicable("there are fewer than two training rows with text")
        counts = train_keys.group_by("key").len()
        most = int(counts["len"].max())  # type: ignore[arg-type]
        key = counts.filter(pl.col("len") == most)["key"].min()
        message = f"{part_of(most, train_keys.height, 'training row')} with the most frequent text"
        evidence: dict[str, Any] = {"distinct_texts": counts.height, "rows_of_most_frequent": most}
        if most <= MOST_OF_ONE_TEXT * train_keys.height:
            return Passed(f"{message}; {counted(counts.height, 'distinct text')}", evidence)
        ids = train_keys.filter(pl.col("key") == key)["id"]
        told = f"{message}: they cannot be told apart"
        return Finding.on(told, ids, checked=train_keys.height, **evidence, first=names(ids))
