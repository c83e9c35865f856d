"""PRE019: several records of a file run together in one text."""

import re
from typing import Any

import polars as pl

from finetooth.checks.wording import counted, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.rows import Rows
from finetooth.core.statistics import Partner
from finetooth.facts.labels import label_sets

_MOST_LABELS = 300
_LONGEST_LABEL = 60
_JSON = r'\{\s*"(\w{1,40})"\s*:'
_SKIPPED = 3  # the next id may be this much higher
_MOST_OF_ITS_KIND = 0.1  # where more rows look like that, it is how these data are


class MergedRecords(Check):
    """One text holds several records run together.

    Why: an unbalanced quote or a lost line break makes the reader swallow the lines that follow: their rows are lost,
    and the model reads their ids and labels as text.
    Fix: read the file again with the quotes mended, or data.quoting off. If PRE019 is named in prepare.fix the row is
    dropped; the records inside it are lost either way.
    Blind: records without ids or labels between them; PRE017 finds those that make a text far too long.
    """

    code = "PRE019"
    fix_class = "review"
    fix_step = "drop"
    bad = [
        [
            {"text": "What a day!\n411\tham\tSee you at the gate\n412\tspam\tWin a boat now", "label": "ham"},
            {"text": "Free boats for all", "label": "spam"},
        ],
        [
            {"text": "lovely weather 87\t1\tsold it at once 88\t0\tnever saw it again", "label": "good"},
            {"text": "It was broken.", "label": "bad"},
        ],
        [
            {"text": '"The boat is late,ham\nWin a boat now,spam\nCall your mother', "label": "ham"},
            {"text": "Free boats for all", "label": "spam"},
        ],
        [
            {"text": 'sunny", "label": "good"}\n{"text": "rain", "label": "bad"}\n{"text": "hail', "label": "bad"},
            {"text": "It was broken.", "label": "good"},
        ],
        [
            {"text": "we left early 2114 1 the host was kind 2115 0 no towels at all", "label": "good"},
            {"text": "It was broken.", "label": "bad"},
        ],
    ]
    good = [
        [
            {"text": "Paid 20, 1 of 3, on May 4, 2 days late\nthanks,\nAnn", "label": "ham"},
            {"text": "scores: 1,2,3,4,5,6 and 7;8;9", "label": "spam"},
        ],
        [{"text": 'Is {"a": 1} valid?', "label": "ham"}, {"text": "eggs, ham\nspam, bread", "label": "spam"}],
    ]

    def judge(self, rows: Rows) -> Finding | Passed:
        """Look for running ids with labels, for lines that end in a label, and for the start of JSON records."""
        if not len(rows):
            raise NotApplicable("there are no rows")
        found = merged(rows)
        if found.is_empty():
            return Passed(f"{counted(len(rows))}, no text with records run together")
        inside = int(found["records"].sum())
        message = f"{part_of(found.height, len(rows))} with records run together: about {inside:,} rows are inside"
        partners = (Partner(row, None, float(records)) for row, records in found.iter_rows())
        evidence: dict[str, Any] = {"records_inside": inside, "first": names(found["id"])}
        return Finding.on(message, found["id"], checked=len(rows), partners=partners, **evidence)

    def edits(self, rows: Rows) -> pl.DataFrame:
        """Drop them."""
        found = merged(rows)
        reasons = found.select(pl.format("about {} records run together in one text", "records").alias("reason"))
        return edits.drop(rows, found["id"], reasons["reason"])


def merged(rows: Rows) -> pl.DataFrame:
    """Return ``id, records``: the texts that hold records and how many, most first."""
    labels = _label_values(rows)
    texts = rows.texts.fill_null("")
    records = pl.max_horizontal(_running(texts, labels), _spaced(texts, labels), _lines(texts, labels), _json(texts))
    table = pl.select(rows.ids.alias("id"), records.cast(pl.Int64).alias("records"))
    return table.filter(pl.col("records") > 0).sort("records", "id", descending=[True, False])


def _label_values(rows: Rows) -> list[str]:
    """Return the labels, and the numbers that may stand for them in another file of the same data."""
    labels = label_sets(rows.labels).explode().drop_nulls().unique().sort().head(_MOST_LABELS)
    short = labels.filter((labels.str.len_chars() <= _LONGEST_LABEL) & labels.str.contains(r"\w"))
    return [*short.to_list(), *(str(code) for code in range(min(max(len(labels), 2), _MOST_LABELS)))]


def _running(texts: pl.Series, labels: list[str]) -> pl.Series:
    """Return how many times an id, a separator and a label stand before more text, where the ids ascend; Int64[n]."""
    start = rf'(\d{{1,12}})([\t,;|]|\s*\t\s*)"?(?:{_any_of(labels)})"?[\t,;|]"?[^\t,;|\d]*\pL'
    likely = texts.str.contains(r'\d\s*[\t,;|]"?[^\t,;|]{1,60}[\t,;|]"?[^\t,;|\d]*\pL')
    counts = texts.is_null().cast(pl.Int64)
    found = texts.filter(likely).str.extract_all(start).list.eval(pl.element().str.extract(r"^(\d+)").cast(pl.Int64))
    steps = found.list.eval(pl.element().diff().drop_nulls())
    ascending = (steps.list.len() > 0) & steps.list.eval((pl.element() > 0) & (pl.element() <= 1000)).list.all()
    return counts.scatter(
        likely.arg_true(), pl.select(pl.when(ascending).then(found.list.len()).otherwise(0)).to_series()
    )


def _spaced(texts: pl.Series, labels: list[str]) -> pl.Series:
    """Return how many times an id and a label stand between spaces, where the next id but skips a few; Int64[n].

    A space parts words too, so the ids have two digits or more and follow each other as lines do.
    """
    start = rf"(?:^|\s)(\d{{2,12}})\s+(?:{_any_of(labels)})\s[^\d]*?\pL"
    likely = texts.str.contains(r"\d\d\s+\S.*\d\d\s+\S")
    found = texts.filter(likely).str.extract_all(start)
    ids = found.list.eval(pl.element().str.extract(r"^\s?(\d+)").cast(pl.Int64))
    next_to = ids.list.eval(pl.element().diff().is_between(1, _SKIPPED)).list.sum().fill_null(0)
    records = pl.select(pl.when(next_to > 0).then(next_to + 1).otherwise(0).cast(pl.Int64)).to_series()
    return texts.is_null().cast(pl.Int64).scatter(likely.arg_true(), records)


def _any_of(labels: list[str]) -> str:
    return "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))


def _lines(texts: pl.Series, labels: list[str]) -> pl.Series:
    """Return how many lines but the last end in a separator and a label, or begin with a label and one; Int64[n]."""
    names_of_labels = _any_of(labels)
    swallowed = rf'(?m)\S"?[\t,;|]"?(?:{names_of_labels})"?\r?\n|^"?(?:{names_of_labels})"?\t'
    likely = texts.str.contains("\n", literal=True) & texts.str.contains(r'[\t,;|]"?\S')
    counts = texts.is_null().cast(pl.Int64)
    return counts.scatter(likely.arg_true(), texts.filter(likely).str.count_matches(swallowed).cast(pl.Int64))


def _json(texts: pl.Series) -> pl.Series:
    """Return how many JSON records begin in a text that is not JSON itself, all with the same first key; Int64[n]."""
    keys = texts.str.extract_all(_JSON)
    same = (keys.list.len() > 1) & (keys.list.unique().list.len() == 1) & ~texts.str.contains(r"^\s*[\[{]")
    usual = int(same.sum()) > max(1, _MOST_OF_ITS_KIND * len(texts))
    return pl.select(pl.when(same & (not usual)).then(keys.list.len()).otherwise(0).cast(pl.Int64)).to_series()
