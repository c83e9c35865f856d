"""PRE038: one value among the labels in several notations."""

import re
from dataclasses import replace

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES

_WHOLE = re.compile(r"([+-]?)0*(\d+)(\.0+)?")
_POINT_ZERO = re.compile(r"\.0+$")
_TRUTH = dict.fromkeys(("1", "true", "yes", "y", "t"), "1") | dict.fromkeys(("0", "false", "no", "n", "f"), "0")


class LabelNotation(Check):
    """Labels say one value in several notations.

    Why: "1" and "1.0", or "yes" and "true", become two classes; each gets fewer rows, and every confusion of the two
    counts as an error. A column of whole numbers with one empty cell leaves many tools as 1.0 and 0.0.
    Fix: numbers that differ by ".0" alone are written as in most training rows; others (01, true beside 1) after a
    look: add PRE038 to prepare.fix.
    Blind: truth values among other labels (true, false, unsure, 1), fractions (0.5 and 0.50, which may be versions),
    numbers as words ("two"), other words for yes and no.
    """

    code = "PRE038"
    problem_types = CLASSES
    fix_class = "safe"
    fix_step = "mend"
    bad = [
        [{"text": f"Parcel {n} came", "label": ["1", "0", "1.0", "0"][n % 4]} for n in range(12)],
        [{"text": f"Parcel {n} came", "label": ["yes", "no", "true", "no"][n % 4]} for n in range(12)],
        [
            {"text": "It came", "label": "3"},
            {"text": "It did not", "label": "4"},
            {"text": "Here it is", "label": "3.0", "role": "test"},
        ],
    ]
    good = [
        [{"text": f"Parcel {n} came", "label": ["1.1", "1.10", "2"][n % 3]} for n in range(12)],
        [{"text": f"Parcel {n} came", "label": ["y", "n", "t", "x"][n % 4]} for n in range(12)],
        [{"text": f"Parcel {n} came", "label": ["true", "false"][n % 2]} for n in range(12)],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for labels that mean the same, in all files."""
        labels = _ranked(rows)
        if not labels:
            raise NotApplicable("there are no labels")
        odd = _odd(labels)
        if not odd:
            return Passed(f"{counted(len(labels), 'label')}, no two that are notations of one value")
        found = rows.ids.filter(rows.labels.is_in(list(odd)).fill_null(False))
        told = listed([f"{label} for {usual}" for label, usual in odd.items()])
        message = f"{part_of(len(found), len(rows))} with another notation of a label ({told})"
        shown = [{"label": label, "usual": usual} for label, usual in list(odd.items())[:SHOWN]]
        finding = Finding.on(message, found, checked=len(rows), notations=shown)
        sure = all(_POINT_ZERO.sub("", label) == _POINT_ZERO.sub("", usual) for label, usual in odd.items())
        return finding if sure else replace(finding, fix_class="review")

    def edits(self, rows: Rows) -> pl.DataFrame:
        """Write each label as most training rows do."""
        return edits.change(rows, "label", rows.labels.replace(_odd(_ranked(rows))), "another notation of the label")


def _ranked(rows: Rows) -> list[str]:
    """Return the labels, those first that most training rows have."""
    labelled = rows.table.filter(~is_blank(rows.labels))
    single = labelled.filter(~labelled["label"].str.contains(LABEL_JOINT, literal=True))
    in_train = (pl.col("role") == "train").sum().alias("in_train")
    counts = single.group_by("label").agg(in_train, pl.len().alias("rows"))
    order = [-pl.col("in_train").cast(pl.Int64), -pl.col("rows").cast(pl.Int64), pl.col("label").str.len_chars()]
    return counts.sort(*order, "label")["label"].to_list()


def _odd(labels: list[str]) -> dict[str, str]:
    """Return the labels that an earlier one means too, and that one; case and spacing alone are another check's."""
    names = [" ".join(label.casefold().split()) for label in labels]
    meant = [_number(name) for name in names]
    if all(one in _TRUTH for one in meant):
        meant = [_TRUTH[one] for one in meant]
    found: dict[str, str] = {}
    for place, label in enumerate(labels):
        first = meant.index(meant[place])
        if names[first] != names[place]:
            found[label] = labels[first]
    return found


def _number(name: str) -> str:
    """Return a whole number in its plainest notation, and any other name as it is."""
    match = _WHOLE.fullmatch(name)
    if not match:
        return name
    sign = "-" if match[1] == "-" and match[2] != "0" else ""
    return sign + match[2]
