"""Tables that tie rows by their text: what duplicates, conflicts and leaks are found with."""

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank, normalise, whole


@fact
def text_keys(rows: Rows, full_text: pl.Series, normalised_text: pl.Series) -> pl.DataFrame:
    """The rows that have a text: ``id, role, text, label, key``; ``text`` holds both texts, ``key`` normalised."""
    keyed = rows.table.select("id", "role", full_text, "label").with_columns(normalised_text.alias("key"))
    return keyed.filter(pl.col("key") != "")


@fact
def train_keys(text_keys: pl.DataFrame) -> pl.DataFrame:
    """``text_keys`` of the training rows."""
    return text_keys.filter(pl.col("role") == "train")


@fact
def conflicts(said_keys: pl.DataFrame) -> pl.DataFrame:
    """The labelled training rows whose normalised text carries two labels or more, in the order of their ids.

    ``said_keys`` with ``of_text`` and ``of_label`` (rows with the text, and with the text and the label), ``kept``
    (the label is that of two thirds at least), ``settled`` (the text has such a label), and ``other``: the first row
    of the text with another label. Sets of labels are compared as wholes.
    """
    labelled = said_keys.filter(~is_blank(said_keys["label"]))
    pairs = labelled.select("key", "label").unique()
    found = labelled.join(pairs.filter(pl.col("key").is_duplicated()), on="key", how="semi").sort("id")
    counts = found.with_columns(pl.len().over("key").alias("of_text"), pl.len().over("key", "label").alias("of_label"))
    first = pl.col("label").first().over("key")
    other = pl.col("id").filter(pl.col("label") != pl.col("label").first()).first().over("key")
    return counts.with_columns(
        (3 * pl.col("of_label") >= 2 * pl.col("of_text")).alias("kept"),
        pl.when(pl.col("label") == first).then(other).otherwise(pl.col("id").first().over("key")).alias("other"),
    ).with_columns(pl.col("kept").any().over("key").alias("settled"))


@fact
def split_keys(splits: Splits) -> pl.DataFrame:
    """The rows of train, validation and test: ``id, side, group, key``; ``key`` is null where there is no text."""
    sides = {"train": splits.train, "validation": splits.validation, "test": splits.test}
    return pl.concat(
        part.table.select("id", pl.lit(name).alias("side"), "group").with_columns(
            normalise(whole(part)).set(is_blank(part.texts), None).alias("key")
        )
        for name, part in sides.items()
    )
