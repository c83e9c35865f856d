"""Whether a text is made of words that the other rows know: what tells a stranger where its letters hardly do."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

FEWEST_ROWS = 200  # that are surely in the main language; fewer know too few words
_KNOWN = 2  # other rows that have the word
_WORTH = 2.0  # what words can add to a margin or take from it: as much as most lengths ask
_NARROWEST = 0.2  # between the usual share of unknown words and all of them

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Familiarity:
    """In how many rows of the main language each word stands (``word, rows``), and the usual share of unknown words."""

    counts: pl.DataFrame
    usual: float

    def lean(self, words: pl.Series, own: bool | npt.NDArray[np.bool_]) -> Floats:
        """Return what the words of each text add to its margin, from -2 (as many known ones as usual) to 2 (none).

        ``own``: whether the text is one of the rows that were counted, and so knows its own words.
        """
        middle, width = (1 + self.usual) / 2, max(1 - self.usual, _NARROWEST) / 2
        return np.asarray(_WORTH * np.clip((_unknown(words, self.counts, own) - middle) / width, -1, 1), np.float64)


def familiarity(sure: pl.Series) -> Familiarity | None:
    """Count the words of rows surely in the main language (as ``facts.language.plain`` gives them); null if few."""
    if len(sure) < FEWEST_ROWS:
        return None
    counts = pl.DataFrame({"word": sure.str.split(" ").list.unique()}).explode("word").group_by("word")
    table = counts.agg(pl.len().cast(pl.Int64).alias("rows"))
    return Familiarity(table, float(_unknown(sure, table, True).mean()))


def _unknown(words: pl.Series, counts: pl.DataFrame, own: bool | npt.NDArray[np.bool_]) -> Floats:
    """Return the share of different words of each text that fewer than two other rows have; Float64[n]."""
    each = pl.DataFrame({"word": words, "own": np.broadcast_to(np.asarray(own), len(words))}).with_row_index("row")
    parts = each.with_columns(pl.col("word").str.split(" ").list.unique()).explode("word")
    met = parts.join(counts, on="word", how="left", maintain_order="left")
    others = pl.col("rows").fill_null(0) - pl.col("own").cast(pl.Int64)
    shares = met.group_by("row", maintain_order=True).agg((others < _KNOWN).mean().alias("share"))
    return shares["share"].to_numpy()
