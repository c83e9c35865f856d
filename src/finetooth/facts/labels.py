"""Facts on the labels of the training rows."""

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import LABEL_JOINT, Rows
from finetooth.facts.text import is_blank


@fact
def train_rows(rows: Rows) -> Rows:
    """The rows of the training file."""
    return rows.role("train")


@fact
def label_counts(train_rows: Rows) -> pl.DataFrame:
    """How many training rows each class has: ``label, rows``, the largest class first; missing labels do not count.

    A row with several labels counts for each of them. Spellings that differ in case or spacing are one class.
    """
    labels = one_spelling(label_sets(train_rows.labels).explode())
    counts = labels.filter(~is_blank(labels)).to_frame().group_by("label").agg(pl.len().cast(pl.Int64).alias("rows"))
    return counts.sort("rows", "label", descending=[True, False])


def one_spelling(labels: pl.Series) -> pl.Series:
    """Return labels with each name spelled as most of them are: `Spam ` as `Spam`; PRE011 mends the rows."""
    counts = (
        labels.drop_nulls().alias("label").value_counts(name="rows").sort("rows", "label", descending=[True, False])
    )
    names = pl.Series("name", [" ".join(label.casefold().split()) for label in counts["label"].to_list()], pl.String)
    usual = counts.select("label", pl.col("label").first().over(names).alias("usual"))
    odd = usual.filter(pl.col("label") != pl.col("usual"))
    return labels if odd.is_empty() else labels.replace(odd["label"], odd["usual"])


def label_sets(labels: pl.Series) -> pl.Series:
    """Return the labels of each row, List[String]: one for most data, several or none where rows can have several."""
    return labels.str.split(LABEL_JOINT)


@fact
def multi_label(rows: Rows) -> bool:
    """Whether any row carries several labels."""
    return bool(rows.labels.str.contains(LABEL_JOINT, literal=True).any())


@fact
def unlabelled(rows: Rows, multi_label: bool) -> pl.Series:
    """Where a row has no label; Boolean, aligned with ``rows``. Among sets of labels an empty one is a label too."""
    blank = is_blank(rows.labels)
    return blank & (rows.labels != "").fill_null(True) if multi_label else blank
