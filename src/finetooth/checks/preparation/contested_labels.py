"""PRE026: the same text under different labels, none of which most of its rows carry."""

import polars as pl

from finetooth.checks.preparation.conflicting_labels import conflict_finding
from finetooth.checks.preparation.leaving import left_alone
from finetooth.checks.wording import counted
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.problems.problem import CLASSES


class ContestedLabels(Check):
    """The same text carries different labels, and none has a clear majority.

    Why: the rows cancel each other: the model learns a coin toss, and is punished whichever side it takes. A
    majority is clear where two thirds of a text's rows carry one label.
    Fix: look at them: decide the label, or give the model the context that decides. If PRE026 is named in prepare.fix,
    all rows of such a text are dropped.
    Blind: texts that say the same in other words (PRE015 looks for near ones); placeholders (PRE012).
    """

    code = "PRE026"
    problem_types = CLASSES
    severity = Severity.ERROR
    fix_class = "review"
    fix_step = "drop"
    bad = [
        [
            {"text": "Not bad at all", "label": "good"},
            {"text": "not bad at all", "label": "bad"},
            {"text": "Broken on day one.", "label": "bad"},
        ],
        [
            {"text": "Paid and gone", "label": "pay\x1fleave"},
            {"text": "Paid and gone", "label": "pay"},
            {"text": "See you", "label": "leave"},
        ],
    ]
    good = [
        [{"text": "Paid and gone", "label": "pay\x1fleave"}, {"text": "Paid and gone", "label": "pay\x1fleave"}],
        [
            {"text": "It is fine.", "label": "good"},
            {"text": "It is fine.", "label": "good"},
            {"text": "It is fine.", "label": "bad"},
        ],
    ]

    def judge(self, train_keys: pl.DataFrame, said_keys: pl.DataFrame, conflicts: pl.DataFrame) -> Finding | Passed:
        """Look for normalised texts of training rows with more than one label and no clear majority."""
        left, checked = left_alone(train_keys, said_keys), said_keys.height
        if not checked:
            raise NotApplicable(f"there are no training rows with text{left}")
        found = conflicts.filter(~pl.col("settled"))
        if found.is_empty():
            return Passed(f"{counted(checked, 'training row')}, no text with labels that cancel each other{left}")
        best = int(found.group_by("key").agg(pl.col("of_label").max())["of_label"].sum())
        return conflict_finding(found, checked, found.height - best, left)

    def edits(self, rows: Rows, conflicts: pl.DataFrame) -> pl.DataFrame:
        """Drop all rows of such a text."""
        lost = conflicts.filter(~pl.col("settled"))
        said = "the {} rows with this text carry different labels and none has a clear majority"
        return edits.drop(rows, lost["id"], lost.select(pl.format(said, "of_text").alias("reason"))["reason"])
