"""Which words and pairs of words stand in which rows, as flat arrays: counted for shortcuts, triggers and drift."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.association import numbered
from finetooth.facts.budget import affordable

_TERM = r"[\p{L}\p{M}\p{N}_'@#]+|[^\p{L}\p{M}\p{N}_'@#\s]+"  # words with their marks and signs, and runs of punctuation
_LONGEST = 2_000  # characters of a text that are read
_ROWS_A_SECOND = 1_000
_JOINT = " "

Array = np.ndarray


@dataclass(frozen=True)
class Terms:
    """Pairs (row, term), each once: ``row`` and ``term`` Int64[p] are positions in ``ids`` and in ``names``.

    ``names`` are words, and pairs of neighbouring words joined by a space, that stand in two rows at least.
    ``labels`` are numbers below ``len(classes)``. Where the budget did not pay for all ``of`` rows this is a sample.
    """

    ids: pl.Series
    row: Array
    term: Array
    names: pl.Series
    labels: Array
    classes: list[str]
    of: int

    @property
    def told(self) -> str:
        """How much was looked at."""
        rows = f"{len(self.ids):,}"
        return f"a random {rows} of {self.of:,} training rows" if len(self.ids) < self.of else f"{rows} training rows"

    def times(self) -> Array:
        """In how many rows each term stands; Int64[v]."""
        return np.bincount(self.term, minlength=len(self.names))

    def by_class(self) -> Array:
        """In how many rows of each class each term stands; Int64[v, k]."""
        cells = self.term * len(self.classes) + self.labels[self.row]
        return np.bincount(cells, minlength=len(self.names) * len(self.classes)).reshape(-1, len(self.classes))


@fact
def train_terms(rows: Rows, full_text: pl.Series, blank_text: pl.Series, budget: float, seed: int) -> Terms:
    """The terms of the labelled training rows, or of a random sample of them."""
    kept = (rows.table["role"] == "train") & rows.labels.is_not_null() & ~blank_text
    table = pl.DataFrame({"id": rows.ids, "text": full_text, "label": rows.labels}).filter(kept)
    if table.is_empty():
        raise NotApplicable("there are no labelled training rows with text")
    most = affordable(budget, _ROWS_A_SECOND, 0.5)
    part = table.sample(most, seed=seed) if table.height > most else table
    labels, classes = numbered(part["label"])
    row, term, names = paired(part["text"])
    return Terms(part["id"], row, term, names, labels, classes, table.height)


def paired(texts: pl.Series, pairs: bool = True) -> tuple[Array, Array, pl.Series]:
    """Return row and term of each pair, and the terms' names; ``pairs``: whether neighbouring words count too."""
    read = texts.fill_null("").str.slice(0, _LONGEST).str.to_lowercase().str.extract_all(_TERM)
    words = pl.DataFrame({"row": np.arange(len(texts)), "term": read}).explode("term").drop_nulls("term")
    if pairs:
        joined = (pl.col("term") + _JOINT + pl.col("term").shift(-1)).alias("term")
        both = words.select("row", joined, (pl.col("row") == pl.col("row").shift(-1)).alias("near"))
        words = pl.concat([words, both.filter(pl.col("near").fill_null(False)).select("row", "term")])
    words = words.unique(maintain_order=True)
    names = words.group_by("term", maintain_order=True).len().filter(pl.col("len") > 1)["term"]
    known = pl.DataFrame({"term": names, "number": np.arange(len(names))})
    found = words.join(known, on="term", how="inner", maintain_order="left").sort("row", maintain_order=True)
    return found["row"].to_numpy().astype(np.int64), found["number"].to_numpy().astype(np.int64), names


def neighbours(texts: pl.Series) -> pl.DataFrame:
    """Return each word with those before and after it, "" at the ends: ``row, left, term, right``."""
    read = texts.fill_null("").str.slice(0, _LONGEST).str.to_lowercase().str.extract_all(_TERM)
    words = pl.DataFrame({"row": np.arange(len(texts)), "term": read}).explode("term").drop_nulls("term")
    sides = [
        pl.when(pl.col("row") == pl.col("row").shift(by))
        .then(pl.col("term").shift(by))
        .otherwise(pl.lit(""))
        .alias(side)
        for side, by in (("left", 1), ("right", -1))
    ]
    return words.with_columns(sides).select("row", "left", "term", "right")
