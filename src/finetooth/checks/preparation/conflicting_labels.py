"""PRE005: the same text under different labels."""

import polars as pl

from finetooth.checks.wording import SHOWN, counted, names, part_of
from finetooth.core import edits
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank


class ConflictingLabels(Check):
    """The same text carries different labels.

    Why: the model is punished whichever it answers, and the score has a ceiling below 1.
    Fix: the label that more than half of a text's rows carry is kept and the other rows are dropped; where there is no
    such label all rows of the text are dropped. Where the text alone cannot tell, give the model more context.
    """

    code = "PRE005"
    severity = Severity.ERROR
    fix_step = "drop"  # before copies are merged: the majority is counted over the rows as they came
    bad = [
        [
            {"text": "It is fine.", "label": "good"},
            {"text": "it is fine. ", "label": "good"},
            {"text": "It is fine.", "label": "bad"},
            {"text": "Broken on day one.", "label": "bad"},
        ],
        [
            {"text": "Not bad at all", "label": "good"},
            {"text": "Not bad at all", "label": "bad"},
            {"text": "Broken on day one.", "label": "bad"},
        ],
    ]
    good = [
        [{"text": "It is fine.", "label": "good"}, {"text": "It is fine.", "label": "good"}],
        [{"text": "It is fine.", "label": "good"}, {"text": "It is fine?", "label": "bad"}],
    ]

    def judge(self, train_keys: pl.DataFrame) -> Finding | Passed:
        """Look for normalised texts of training rows that carry more than one label."""
        if train_keys.is_empty():
            raise NotApplicable("there are no training rows with text")
        found = _conflicts(train_keys)
        if found.is_empty():
            return Passed(f"{counted(train_keys.height, 'training row')}, no text with two labels")
        texts = found["key"].n_unique()
        message = (
            f"{part_of(found.height, train_keys.height, 'training row')} under different labels for the same text"
            f" ({counted(texts, 'text')} in all)"
        )
        kept = int(found["kept"].sum())
        evidence = {"texts": texts, "kept_by_majority": kept, "dropped": found.height - kept, "groups": _groups(found)}
        return Finding(message, tuple(found["id"]), evidence)

    def edits(self, rows: Rows, train_keys: pl.DataFrame) -> pl.DataFrame:
        """Drop what does not carry the majority's label."""
        lost = _conflicts(train_keys).filter(~pl.col("kept"))
        reason = (
            pl.when(pl.col("settled"))
            .then(pl.format("most of the {} rows with this text carry another label", "of_text"))
            .otherwise(
                pl.format("the {} rows with this text carry different labels and none has a majority", "of_text")
            )
        )
        return edits.drop(rows, lost["id"], lost.select(reason.alias("reason"))["reason"])


def _conflicts(train_keys: pl.DataFrame) -> pl.DataFrame:
    """Return the labelled rows of texts with two labels or more; ``kept`` where their label has the majority."""
    labelled = train_keys.filter(~is_blank(train_keys["label"]))
    pairs = labelled.select("key", "label").unique()
    found = labelled.join(pairs.filter(pl.col("key").is_duplicated()), on="key", how="semi").sort("id")
    counts = found.with_columns(pl.len().over("key").alias("of_text"), pl.len().over("key", "label").alias("of_label"))
    kept = counts.with_columns((2 * pl.col("of_label") > pl.col("of_text")).alias("kept"))
    return kept.with_columns(pl.col("kept").any().over("key").alias("settled"))


def _groups(found: pl.DataFrame) -> list[dict[str, object]]:
    grouped = found.group_by("key", maintain_order=True).agg("id", "label")
    largest = grouped.sort(pl.col("id").list.len(), descending=True, maintain_order=True).head(SHOWN)
    return [
        {"rows": names(ids), "labels": labels[:SHOWN]}
        for _, ids, labels in largest.select("key", "id", "label").iter_rows()
    ]
