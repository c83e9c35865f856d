"""The terms of rows with several labels, once for each label: with it or without it (binary relevance)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finetooth.facts.budget import affordable
from finetooth.facts.labels import label_sets
from finetooth.facts.terms import Terms

FEWEST_OF_SIDE = 20  # rows with the label, and as many without
MOST_LABELS = 20
_PAIRS_A_SECOND = 1_000_000  # of row and term, in all looks at a label

Array = np.ndarray


@dataclass(frozen=True)
class LabelTerms:
    """The most frequent of the ``frequent`` labels, which 20 rows have and 20 lack; there are ``labels`` in all.

    ``given`` Boolean[n, k] tells which rows of ``terms`` carry which of the ``names``.
    """

    terms: Terms
    names: tuple[str, ...]
    given: Array
    frequent: int
    labels: int

    @property
    def told(self) -> str:
        """How much was looked at, with what was not."""
        count = f"{len(self.names):,} of {self.labels:,} labels, one by one"
        more = f" (the most frequent of {self.frequent:,} with {FEWEST_OF_SIDE} rows on either side)"
        return f"{count}{more if self.frequent > len(self.names) else ''}, in {self.terms.told}"

    def each(self) -> Iterator[tuple[str, Terms]]:
        """Yield each label with its terms: class 1 are the rows that carry it, class 0 all others."""
        for name, column in zip(self.names, self.given.T, strict=True):
            yield name, replace(self.terms, labels=column.astype(np.int64), classes=["without", "with"])


def label_terms(terms: Terms, budget: float) -> LabelTerms:
    """Take the sets of labels apart, as many labels as half the budget pays for."""
    sets = pl.DataFrame({"set": np.arange(len(terms.classes)), "label": label_sets(pl.Series(terms.classes))})
    said = sets.explode("label").filter(pl.col("label").str.strip_chars() != "")
    sizes = np.bincount(terms.labels, minlength=len(terms.classes))
    rows = said.with_columns(pl.Series("rows", sizes[said["set"].to_numpy()])).group_by("label").agg(pl.sum("rows"))
    enough = (pl.col("rows") >= FEWEST_OF_SIDE) & (len(terms.labels) - pl.col("rows") >= FEWEST_OF_SIDE)
    kept = rows.filter(enough).sort("rows", "label", descending=[True, False])
    payable = max(1, affordable(budget, _PAIRS_A_SECOND, 0.5) // max(1, len(terms.row)))
    names = tuple(kept["label"].head(min(MOST_LABELS, payable)).to_list())
    of_set = np.zeros((len(terms.classes), len(names)), bool)
    for number, name in enumerate(names):
        of_set[said.filter(pl.col("label") == name)["set"].to_numpy(), number] = True
    return LabelTerms(terms, names, of_set[terms.labels], kept.height, rows.height)
