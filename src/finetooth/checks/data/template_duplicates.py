"""DAT030: rows of one template, with other numbers and names in its slots."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, groups, names, part_of
from finetooth.core import edits
from finetooth.core.check import SFT, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Partner

_USUAL = 0.3  # of the rows: then the data are made of templates


class TemplateDuplicates(Check):
    """Rows repeat a template with other numbers or names.

    Why: many rows of one skeleton count as one for what can be learned, drown the others, and leak between splits; a
    score on them tells how well the skeleton was learned.
    Fix: for review: the first of each template is kept. Data made of templates need few of each, and a split by
    template (`data.group_column` or `data.split_column`).
    Blind: templates whose slots hold whole phrases or other common nouns. A slot is a number, a name or a quotation;
    prompt and answer must both share their skeleton.
    """

    code = "DAT030"
    tasks = SFT
    fix_class = "review"
    fix_step = "merge"
    bad = [
        {
            "conversations": [
                [
                    ("user", "Anna has 3 red pens and buys 4 more. How many?"),
                    ("assistant", "She has 3 + 4 = 7 red pens now."),
                ],
                [
                    ("user", "Berta has 5 red pens and buys 9 more. How many?"),
                    ("assistant", "She has 5 + 9 = 14 red pens now."),
                ],
            ]
        }
    ]
    good = [
        {
            "conversations": [
                [
                    ("user", "Anna has 3 red pens and buys 4 more. How many?"),
                    ("assistant", "She has 3 + 4 = 7 red pens now."),
                ],
                [
                    ("user", "Berta has 5 red pens and sells 2. How many?"),
                    ("assistant", "She has 5 - 2 = 3 pens left over."),
                ],
                [("user", "What is 3 + 4?"), ("assistant", "7")],
                [("user", "What is 5 + 4?"), ("assistant", "9")],
            ]
        }
    ]

    def judge(self, skeletons: pl.DataFrame) -> Finding | Passed:
        """Group the training rows by what is left when numbers, names and quotations are taken out."""
        train = skeletons.filter(pl.col("role") == "train")
        if train.is_empty():
            raise NotApplicable("there are no training rows")
        found = _copies(train)
        if found.is_empty():
            return Passed(f"{counted(train.height, 'training row')}, none that repeats another's template")
        families = found["first"].n_unique()
        message = (
            f"{part_of(found.height, train.height, 'training row')} repeat the template of an earlier one "
            f"({counted(families, 'template')}): what can be learned is as of {counted(train.height - found.height)}"
        )
        together = train.filter(pl.col("skeleton").is_in(found["skeleton"].unique().implode()))
        severity = Severity.INFO if found.height > _USUAL * train.height else None
        partners = (Partner(row, first, 1.0) for row, first in found.select("id", "first").iter_rows())
        evidence: dict[str, Any] = {
            "templates": families,
            "largest": groups(together, "skeleton"),
            "first": names(found["id"]),
        }
        return Finding.on(message, found["id"], severity, checked=train.height, partners=partners, **evidence)

    def edits(self, rows: Rows, skeletons: pl.DataFrame) -> pl.DataFrame:
        """Keep the first of each."""
        found = _copies(skeletons.filter(pl.col("role") == "train"))
        reasons = [f"of one template with row {name_of(first)}" for first in found["first"].to_list()]
        return edits.drop(rows, found["id"], pl.Series(reasons, dtype=pl.String))


def _copies(train: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose skeleton an earlier row has, and whose text is another: ``id, first, skeleton``."""
    known = train.filter(pl.col("skeleton").is_not_null()).unique("text", keep="first", maintain_order=True)
    first = known.with_columns(pl.col("id").first().over("skeleton").alias("first"))
    return first.filter(pl.col("id") != pl.col("first")).select("id", "first", "skeleton")
