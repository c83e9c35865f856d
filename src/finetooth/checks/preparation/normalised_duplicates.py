"""PRE004: texts that differ only in case, spacing or compatibility forms."""

from typing import Any

import polars as pl

from finetooth.checks.preparation.leaving import left_alone
from finetooth.checks.wording import counted, groups, part_of
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows, name_of
from finetooth.core.statistics import Partner


class NormalisedDuplicates(Check):
    """Texts repeat, apart from case and spacing.

    Why: most tokenizers read them alike, so they weigh double and leak between splits as exact copies do.
    Fix: the first of each is kept and the others are dropped; texts that differ in punctuation are left alone.
    Blind: copies that differ in punctuation, which can carry the task, or by a word (PRE013); placeholders (PRE012);
    copies of a text under different labels (PRE005, PRE026).
    """

    code = "PRE004"
    tasks = BOTH
    fix_step = "merge"
    bad = [
        [
            {"text": "How do I reset my PIN?", "label": "pin"},
            {"text": "how do I reset  my pin?", "label": "pin"},
            {"text": "My card is lost.", "label": "lost"},
        ],
        [
            {"text": "Ｈｅｌｌｏ there", "label": "greeting"},
            {"text": "Hello there ", "label": "greeting"},
            {"text": "My card is lost.", "label": "lost"},
        ],
    ]
    good = [
        [{"text": "It came at last.", "label": "good"}, {"text": "It came at last?!", "label": "good"}],
        [{"text": "Thanks.", "label": "ham"}, {"text": "Thanks.", "label": "ham"}],
        [{"text": "Great.", "label": "good"}, {"text": "GREAT.", "label": "bad"}],
    ]

    def judge(self, train_keys: pl.DataFrame, said_keys: pl.DataFrame, agreed_keys: pl.DataFrame) -> Finding | Passed:
        """Look for training rows that read like an earlier one with the same label but are spelled differently."""
        left = left_alone(train_keys, said_keys, agreed_keys)
        if said_keys.is_empty():
            raise NotApplicable(f"there are no training rows with text{left}")
        copies = _copies(agreed_keys)
        if copies.is_empty():
            return Passed(
                f"{counted(said_keys.height, 'training row')}, none that differ only in case or spacing{left}"
            )
        together = agreed_keys.join(copies, on=["key", "label"], how="semi", nulls_equal=True).sort("id")
        message = (
            f"{part_of(copies.height, agreed_keys.height, 'training row')} that differ from an earlier row "
            f"of the same label only in case or spacing{left}"
        )
        evidence: dict[str, Any] = {
            "copied_rows": copies["first"].n_unique(),
            "largest_groups": groups(together, "key", "label"),
        }
        partners = (Partner(row, first, 1.0) for row, first in copies.select("id", "first").iter_rows())
        return Finding.on(message, copies["id"], checked=agreed_keys.height, partners=partners, **evidence)

    def edits(self, rows: Rows, agreed_keys: pl.DataFrame) -> pl.DataFrame:
        """Keep the first of each."""
        copies = _copies(agreed_keys)
        reasons = [f"reads like row {name_of(first)}, with the same label" for first in copies["first"].to_list()]
        return edits.drop(rows, copies["id"], pl.Series(reasons, dtype=pl.String))


def _copies(agreed_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose text is not that of the first row with their key and label; exact copies are PRE003's."""
    first = [
        pl.col(name).first().over("key", "label").alias(alias) for name, alias in (("id", "first"), ("text", "was"))
    ]
    return agreed_keys.with_columns(first).filter(pl.col("text") != pl.col("was"))
