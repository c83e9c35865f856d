"""PRE029: labels that are not a class but stand where one is missing."""

import polars as pl

from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.labels import label_sets
from finetooth.facts.placeholders import likely_no_label, no_label
from finetooth.facts.text import is_blank
from finetooth.facts.vocabulary import apartness
from finetooth.problems.problem import CLASSES

_LABELLED = ("train", "validation", "test")
_COMMON = 0.1  # of the rows: a word such as "unknown" on more of them is a class
_FEW = 5  # rows: the words of fewer tell nothing
_RARER = 10  # times as rare as the middle class are so few rows of a placeholder
_APART = {True: (0.25, 4.0), False: (0.08, 3.0)}  # area above .5, and standard errors, from which it is a class


class PlaceholderLabels(Check):
    """Some labels are placeholders.

    Why: "N/A", "TODO" or "?" says that nobody knew the label; read as a class it teaches the model to answer it, and
    its rows are missing from their own classes.
    Fix: label the rows. If PRE029 is named in prepare.fix they are dropped; where a row has other labels too, only the
    placeholder is taken off.
    Blind: codes such as -1 or 99, and placeholders on rows of one kind, which look like a class: a label whose rows
    words tell from the others (naive Bayes, area under the ROC curve) is left alone, and so is a word that may be a
    class ("none", "unknown") on more than a tenth of the rows.
    """

    code = "PRE029"
    problem_types = CLASSES
    fix_class = "review"
    fix_step = "drop"
    bad = [
        [
            *({"text": f"Parcel {n} is late.", "label": "delivery"} for n in range(12)),
            *({"text": f"I want money back for item {n}.", "label": "refund"} for n in range(12)),
            {"text": "Parcel 77 is late.", "label": label},
        ]
        for label in ("N/A", "TODO", "?", "unknown")
    ]
    good = [
        [
            *({"text": f"Parcel {n} is late.", "label": "delivery"} for n in range(12)),
            *({"text": f"Good morning to all {n}.", "label": "none"} for n in range(12)),
            {"text": "Hello?", "label": "other"},
        ]
    ]

    def judge(self, rows: Rows, full_text: pl.Series, seed: int) -> Finding | Passed:
        """Look for labels that stand for a missing one, and whether their rows have words of their own."""
        counts = _counts(rows)
        if counts.height < 2:
            raise NotApplicable("there are fewer than two labels")
        found, spared = placeholders(rows, full_text, seed)
        aside = f"; {listed(spared)} left alone as a class" if spared else ""
        if not found:
            return Passed(f"{counted(counts.height, 'label')}, none a placeholder{aside}", {"left_alone": spared})
        ids = rows.ids.filter(_carry(rows, found))
        carried = label_sets(rows.labels).explode()
        told = frequencies(carried.filter(carried.is_in(found)))
        message = f"{part_of(len(ids), len(rows))} with a placeholder for a label ({listed(list(told))}){aside}"
        return Finding.on(message, ids, checked=len(rows), labels=told, left_alone=spared, first=names(ids))

    def edits(self, rows: Rows, full_text: pl.Series, seed: int) -> pl.DataFrame:
        """Drop the rows that have no other label, and take the placeholder off the rest."""
        found, _ = placeholders(rows, full_text, seed)
        rest = label_sets(rows.labels).list.eval(pl.element().filter(~pl.element().is_in(found))).list.join(LABEL_JOINT)
        carry = _carry(rows, found)
        after = rows.labels.zip_with(~(carry & (rest != "")), rest)
        lost = rows.ids.filter(carry & (rest == ""))
        why = "the label is a placeholder"
        return pl.concat([edits.drop(rows, lost, why), edits.change(rows, "label", after, why)])


def placeholders(rows: Rows, texts: pl.Series, seed: int) -> tuple[list[str], list[str]]:
    """Return the labels that are placeholders, and those that read like one but are a class."""
    counts = _counts(rows)
    certain, likely = no_label(counts["label"]), likely_no_label(counts["label"])
    if (certain | likely).all():
        return [], []
    usual = float(counts["rows"].filter(~(certain | likely)).median())  # type: ignore[arg-type]  # there are some
    found: list[str] = []
    spared: list[str] = []
    for label, size, sure in counts.with_columns(sure=certain).filter(certain | likely).iter_rows():
        a_class = _is_a_class(rows, texts, label, (size, usual), sure, seed)
        (spared if a_class else found).append(label)
    return found, spared


def _is_a_class(rows: Rows, texts: pl.Series, label: str, sizes: tuple[int, float], sure: bool, seed: int) -> bool:
    """Whether the rows of a label belong together; ``sizes``: its own, and that of the middle class."""
    size, usual = sizes
    if not sure and size > _COMMON * len(rows):
        return True
    if size < _FEW:
        return not sure and _RARER * size > usual
    labelled = ~is_blank(rows.labels) & ~is_blank(texts)
    area, error = apartness(texts.filter(labelled), _carry(rows, [label]).filter(labelled), seed)
    least, errors = _APART[sure]
    return area > 0.5 + max(least, errors * error)


def _carry(rows: Rows, labels: list[str]) -> pl.Series:
    """Return where a row that needs a label has one of these; Boolean[n]."""
    needed = rows.table["role"].is_in(_LABELLED)
    return needed & label_sets(rows.labels).list.eval(pl.element().is_in(labels)).list.any().fill_null(False)


def _counts(rows: Rows) -> pl.DataFrame:
    labels = label_sets(rows.role(*_LABELLED).labels).explode().alias("label")
    counts = labels.filter(~is_blank(labels)).to_frame().group_by("label").agg(pl.len().cast(pl.Int64).alias("rows"))
    return counts.sort("rows", "label", descending=[True, False])
