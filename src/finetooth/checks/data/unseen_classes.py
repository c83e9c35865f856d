"""DAT003: classes that stand in one file and not in the other."""

from typing import Any

import polars as pl

from finetooth.checks.wording import SHOWN, counted, frequencies, listed, names
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.labels import label_sets
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES

BY_CHANCE = 0.001  # less likely than this is no accident of a test drawn like the training rows


class UnseenClasses(Check):
    """The files do not hold the same classes.

    Why: a class without training rows can never be answered, and one without test rows is never judged. Where the
    test would have had rows of it if it were drawn like the training rows, the class was left out: that blocks.
    Fix: give each class rows in train and in the test, or take the class out; look for misspelled labels.
    Blind: a class that has rows everywhere but means something else in one of the files.
    """

    code = "DAT003"
    problem_types = CLASSES
    severity = Severity.ERROR
    bad = [
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund"},
            {"text": "Where is it?", "label": "delivery", "role": "test"},
            {"text": "Refund me.", "label": "refund", "role": "test"},
            {"text": "May I speak to a person?", "label": "agent", "role": "test"},
        ],
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund"},
            {"text": "Where is it?", "label": "delivery", "role": "test"},
        ],
    ]
    good = [
        [
            {"text": "Where is my parcel?", "label": "delivery"},
            {"text": "I want my money back.", "label": "refund"},
            {"text": "Refund me.", "label": "refund", "role": "test"},
            {"text": "Where is it?", "label": "delivery", "role": "test"},
            {"text": "Is it here?", "label": "delivery", "role": "validation"},
        ]
    ]

    def judge(self, rows: Rows, label_counts: pl.DataFrame) -> Finding | Passed:
        """Compare the labels of the other files with those of train."""
        known = label_counts["label"]
        others = rows.table.filter((pl.col("role") != "train") & ~is_blank(rows.labels))
        if others.is_empty() or known.is_empty():
            raise NotApplicable("there are no labelled rows beside the training rows")
        each = others.with_columns(label_sets(others["label"]).alias("label")).explode("label")
        unknown = each.filter(~pl.col("label").is_in(known.to_list()))
        unseen, tests = unknown.unique("id", keep="first", maintain_order=True), others.filter(pl.col("role") == "test")
        in_test = each.filter(pl.col("role") == "test")["label"]
        missing = known.filter(~known.is_in(in_test.to_list())).to_list() if len(in_test) else []
        evidence: dict[str, Any] = {
            "unseen": frequencies(unknown["label"]),
            "missing_in_test": missing[:SHOWN],
            "first": names(unseen["id"]),
        }
        told = []
        if unseen.height:
            classes = unknown["label"].unique(maintain_order=True).to_list()
            told.append(
                f"{counted(unseen.height)} of {counted(len(classes), 'class', 'classes')} without training rows "
                f"({listed(classes)})"
            )
        if missing:
            told.append(f"{counted(len(missing), 'class', 'classes')} without test rows ({listed(missing)})")
        left_out = _left_out(label_counts, missing, tests.height)
        if left_out:
            label, expected = left_out
            told.append(f"by its share of the training rows {listed([label])} would have about {expected:.0f}")
        if not told:
            return Passed(f"{counted(len(known), 'class', 'classes')}, the same beside the training rows as in them")
        severity = Severity.ERROR if unseen.height or left_out else Severity.WARNING
        return Finding.on("; ".join(told), unseen["id"], severity, checked=others.height, **evidence)


def _left_out(label_counts: pl.DataFrame, missing: list[str], test_rows: int) -> tuple[str, float] | None:
    """Return the largest class that a test drawn like the training rows would not lack, and its expected rows."""
    if not missing:
        return None
    share = label_counts["rows"] / label_counts["rows"].sum()
    by_chance = (1 - share) ** test_rows * len(share)  # Bonferroni: any of the classes might have been missing
    surely = pl.DataFrame({"label": label_counts["label"], "rows": share * test_rows}).filter(by_chance < BY_CHANCE)
    return next(((label, rows) for label, rows in surely.iter_rows() if label in missing), None)
