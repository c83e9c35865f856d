"""PRE012: words that stand where a text is missing."""

from typing import Any

import polars as pl

from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.facts.said import Placeholders
from finetooth.facts.text import normalise


class PlaceholderText(Check):
    """Some texts are placeholders.

    Why: "N/A", "null" or "asdf" says nothing, so its label is noise; where one class lost more texts than another, the
    model learns the hole instead of the task.
    Fix: the rows are dropped once you ask for it. Words that can be answers ("none", "test", "...") are left alone
    where 5 % of the rows or 20 % of their class are as short, or where nearly all rows of such a word carry one
    label.
    Copies and conflicts among placeholders are told here only.
    Blind: placeholders that no list knows; PRE010 finds a text that fills the column, PRE023 one that repeats.
    """

    code = "PRE012"
    tasks = BOTH
    fix_class = "review"
    fix_step = "drop"
    bad = [
        [
            {"text": "The screen went dark after a week of use.", "label": "bad"},
            {"text": text, "label": "good"},
            {"text": "I would buy it again at the same price.", "label": "good"},
        ]
        for text in ("N/A", "null", "#REF!", "(no text)", "none", "-", "Lorem ipsum dolor sit amet, consectetur.")
    ]
    good = [
        [{"text": "yes", "label": "a"}, {"text": "none", "label": "b"}, {"text": "no thanks", "label": "b"}],
        [
            *({"text": "I would like a table by the window.", "label": "seat"} for _ in range(40)),
            *({"text": "nothing", "label": "stop"} for _ in range(4)),
        ],
        [{"text": "Is null a number?", "label": "a"}, {"text": "This test is not available here.", "label": "b"}],
    ]

    def judge(self, rows: Rows, placeholder_rows: Placeholders) -> Finding | Passed:
        """Look for texts that are nothing but a placeholder, in both text columns."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        where, spared = placeholder_rows.where, placeholder_rows.spared
        ids = rows.ids.filter(where)
        protected = f"; {counted(spared, 'short answer')} left alone" if spared else ""
        if ids.is_empty():
            return Passed(f"{counted(len(rows))}, none that is a placeholder{protected}", {"left_alone": spared})
        texts = frequencies(normalise(rows.texts.filter(where)).str.slice(0, 60))
        message = f"{part_of(len(ids), len(rows))} with a placeholder for a text ({listed(list(texts))}){protected}"
        labels = frequencies(rows.labels.filter(where))
        evidence: dict[str, Any] = {"texts": texts, "labels": labels, "left_alone": spared, "first": names(ids)}
        return Finding.on(message, ids, checked=len(rows), **evidence)

    def edits(self, rows: Rows, placeholder_rows: Placeholders) -> pl.DataFrame:
        """Drop them."""
        return edits.drop(rows, rows.ids.filter(placeholder_rows.where), "the text is a placeholder")
