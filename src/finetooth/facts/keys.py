"""Tables that tie rows by their text: what duplicates, conflicts and leaks are found with."""

import polars as pl

from finetooth.core.facts import fact
from finetooth.core.results import Splits
from finetooth.core.rows import Rows
from finetooth.facts.text import is_blank, normalise


@fact
def text_keys(rows: Rows, normalised_text: pl.Series) -> pl.DataFrame:
    """The rows that have a text: ``id, role, text, label, key``, where ``key`` is the normalised text."""
    keyed = rows.table.select("id", "role", "text", "label").with_columns(normalised_text.alias("key"))
    return keyed.filter(pl.col("key") != "")


@fact
def train_keys(text_keys: pl.DataFrame) -> pl.DataFrame:
    """``text_keys`` of the training rows."""
    return text_keys.filter(pl.col("role") == "train")


@fact
def split_keys(splits: Splits) -> pl.DataFrame:
    """The rows of train, validation and test: ``id, side, group, key``; ``key`` is null where there is no text."""
    sides = {"train": splits.train, "validation": splits.validation, "test": splits.test}
    return pl.concat(
        part.table.select("id", pl.lit(name).alias("side"), "group").with_columns(
            normalise(part.texts).set(is_blank(part.texts), None).alias("key")
        )
        for name, part in sides.items()
    )
