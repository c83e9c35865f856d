"""PRE011: one class under several spellings of its name."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, listed, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank
from finetooth.problems.problem import CLASSES


class LabelSpelling(Check):
    """Labels differ only in case or spacing.

    Why: "Spam" and "spam " become two classes; each gets fewer rows, and every confusion of the two counts as an error.
    Fix: all are spelled as in most training rows, in every file. If the spelling is meant, set prepare.fix to
    ["-PRE011"] and waive it.
    Blind: abbreviations, typing errors and synonyms ("pos" and "positive"), which need someone who knows.
    """

    code = "PRE011"
    problem_types = CLASSES
    fix_class = "safe"
    fix_step = "mend"
    bad = [
        [
            {"text": "Win a cruise!", "label": "spam"},
            {"text": "Free money", "label": "spam"},
            {"text": "Cheap loans", "label": "Spam "},
            {"text": "See you at six", "label": "ham"},
        ],
        [{"text": "Win a cruise!", "label": "spam"}, {"text": "Free money", "label": "SPAM", "role": "test"}],
    ]
    good = [[{"text": "Win a cruise!", "label": "spam"}, {"text": "See you at six", "label": "ham"}]]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for labels that are the same name in another spelling, in all files."""
        spellings = _spellings(rows)
        if spellings.is_empty():
            raise NotApplicable("there are no labels")
        odd = spellings.filter(pl.col("label") != pl.col("usual"))
        if odd.is_empty():
            return Passed(f"{counted(spellings.height, 'label')}, no two that differ only in case or spacing")
        found = rows.ids.filter(rows.labels.is_in(odd["label"].to_list()).fill_null(False))
        pairs = [f"{label} for {usual}" for label, usual in odd.select("label", "usual").iter_rows()]
        message = f"{part_of(len(found), len(rows))} with another spelling of a label ({listed(pairs)})"
        shown = odd.head(SHOWN).select("label", "usual", "rows").to_dicts()
        return Finding.on(message, found, checked=len(rows), spellings=shown, odd_spellings=odd.height)

    def edits(self, rows: Rows) -> pl.DataFrame:
        """Spell each label as most training rows do."""
        odd = _spellings(rows).filter(pl.col("label") != pl.col("usual"))
        after = rows.labels.replace(odd["label"], odd["usual"])
        return edits.change(rows, "label", after, "another spelling of the same label")


def _spellings(rows: Rows) -> pl.DataFrame:
    """Return each label with the usual spelling of its name: ``label, rows, usual``; training rows decide."""
    labelled = rows.table.filter(~is_blank(rows.labels))
    counts = labelled.group_by("label").agg(
        pl.len().cast(pl.Int64).alias("rows"), (pl.col("role") == "train").sum().alias("in_train")
    )
    ranked = counts.with_columns(_name(counts["label"])).sort(
        "in_train", "rows", "label", descending=[True, True, False]
    )
    return ranked.with_columns(pl.col("label").first().over("name").alias("usual")).select("label", "rows", "usual")


def _name(labels: pl.Series) -> pl.Series:
    """Return what is left of each label when case and spacing do not count; all else does: `m²` is not `m2`."""
    return pl.Series("name", [" ".join(label.casefold().split()) for label in labels], pl.String)
