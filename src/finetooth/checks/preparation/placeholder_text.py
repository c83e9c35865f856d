"""PRE012: words that stand where a text is missing."""

from typing import Any

import polars as pl

from finetooth.checks.preparation.placeholders import doubtful, sure
from finetooth.checks.wording import counted, frequencies, listed, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.facts.text import normalise

SHORT_WORDS = 2
SHORT_SHARE = (
    0.05  # from here on the data hold short answers: nlupp has 3 to 7 %, SMS 1.4 %, news, reviews and tweets 0 to 3 %
)
_OFTEN = 0.2  # of the rows of a class: it is one of short answers, such as "no"
_SEEN = 3  # rows of a word at least, to say that it carries a class
_RARELY = 0.01  # as rarely would all rows of a word fall in one class by chance, if it did not carry the class


class PlaceholderText(Check):
    """Some texts are placeholders.

    Why: "N/A", "null" or "asdf" says nothing, so its label is noise; where one class lost more texts than another, the
    model learns the hole instead of the task.
    Fix: the rows are dropped once you ask for it. Words that can be answers ("none", "test", "...") are left alone
    where 5 % of the rows or 20 % of their class are as short, or where nearly all rows of such a word carry one
    label.
    Blind: placeholders that no list knows; PRE010 finds a text that fills the column, PRE023 one that repeats.
    """

    code = "PRE012"
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

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for texts that are nothing but a placeholder, in both text columns."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        where, spared = placeholders(rows)
        ids = rows.ids.filter(where)
        protected = f"; {counted(spared, 'short answer')} left alone" if spared else ""
        if ids.is_empty():
            return Passed(f"{counted(len(rows))}, none that is a placeholder{protected}", {"left_alone": spared})
        texts = frequencies(normalise(rows.texts.filter(where)).str.slice(0, 60))
        message = f"{part_of(len(ids), len(rows))} with a placeholder for a text ({listed(list(texts))}){protected}"
        labels = frequencies(rows.labels.filter(where))
        evidence: dict[str, Any] = {"texts": texts, "labels": labels, "left_alone": spared, "first": names(ids)}
        return Finding.on(message, ids, checked=len(rows), **evidence)

    def edits(self, rows: Rows) -> pl.DataFrame:
        """Drop them."""
        where, _ = placeholders(rows)
        return edits.drop(rows, rows.ids.filter(where), "the text is a placeholder")


def placeholders(rows: Rows) -> tuple[pl.Series, int]:
    """Return where a row is a placeholder, and how many that look like one are spared as answers."""
    doubted = doubtful(rows.texts)
    surely = sure(rows.texts) | sure(rows.table["pair"])
    spared = doubted.is_not_null() & ~surely & _answers(rows, doubted, surely)
    return surely | (doubted.is_not_null() & ~spared), int(spared.sum())


def _answers(rows: Rows, doubted: pl.Series, surely: pl.Series) -> pl.Series:
    """Return where a doubtful text is an answer: the others are as short, or it carries its class."""
    if doubted.null_count() == len(doubted):
        return doubted.is_not_null()
    other = doubted.is_null() & ~surely & rows.texts.is_not_null()
    short = (rows.texts.filter(other).str.count_matches(r"\S+") <= SHORT_WORDS).mean()
    if isinstance(short, float) and short >= SHORT_SHARE:
        return doubted.is_not_null()
    table = pl.DataFrame({"key": doubted, "label": rows.labels})
    shares = table.drop_nulls("label").group_by("label").agg((pl.len() / len(rows)).alias("share"))
    met = table.drop_nulls().group_by("key", "label").len().join(shares, on="label")
    pure = met.group_by("key").agg(pl.len().alias("labels"), pl.col("len").sum(), pl.col("share").first())
    carrying = pure.filter(
        (pl.col("labels") == 1) & (pl.col("len") >= _SEEN) & (pl.col("share") ** pl.col("len") <= _RARELY)
    )
    in_terse = rows.labels.is_in(_terse(rows, other).implode()).fill_null(False) & doubted.is_not_null()
    return doubted.is_in(carrying["key"].implode()).fill_null(False) | in_terse


def _terse(rows: Rows, other: pl.Series) -> pl.Series:
    """Return the labels whose rows are often as short as such a word."""
    counted_words = pl.DataFrame({"label": rows.labels, "words": rows.texts.str.count_matches(r"\S+")}).filter(other)
    shares = counted_words.drop_nulls().group_by("label").agg((pl.col("words") <= SHORT_WORDS).mean().alias("short"))
    return shares.filter(pl.col("short") >= _OFTEN)["label"]
