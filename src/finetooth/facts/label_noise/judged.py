"""The training rows whose labels can be judged: enough rows, enough of each class, no more than the budget pays for."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.budget import affordable
from finetooth.facts.label_noise.features import CHARACTERS
from finetooth.facts.text import is_blank

FEWEST_ROWS = 100
FEWEST_OF_CLASS = 5
_SHARE = 0.25  # of the budget
_ROWS, _LETTERS, _CELLS = 800, 80_000, 400_000  # a second: rows, characters read, rows times classes

Array = np.ndarray


@dataclass(frozen=True)
class Judged:
    """Labelled training rows: ``ids`` Int64[n], normalised ``texts``, ``codes`` Int64[n] below ``len(classes)``.

    ``of`` rows have a text and a label; ``rare`` of them belong to classes with fewer than five rows, which nobody can
    judge. Where ``sampled``, the budget did not pay for the others.
    """

    ids: pl.Series
    texts: pl.Series
    codes: Array
    classes: tuple[str, ...]
    of: int
    rare: int
    sampled: bool

    @property
    def told(self) -> str:
        """How much was looked at, with what could not be."""
        rows = f"a random {len(self.ids):,} of {self.of:,}" if self.sampled else f"{len(self.ids):,}"
        few = f" ({self.rare:,} more belong to classes with fewer than {FEWEST_OF_CLASS} rows)" if self.rare else ""
        return f"{rows} labelled training rows{few}"


@fact
def judged_labels(train_keys: pl.DataFrame, multi_label: bool, budget: float, seed: int) -> Judged:
    """The labelled training rows that out-of-fold models can speak of."""
    if multi_label:
        raise NotApplicable("rows carry several labels: out-of-fold disagreement is measured for single labels only")
    table = train_keys.filter(~is_blank(train_keys["label"])).select("id", "label", "key")
    chosen = _enough(table)
    count = _payable(chosen, budget)
    sample = chosen if count >= chosen.height else _enough(chosen.sample(count, seed=seed).sort("id"))
    if sample.height < FEWEST_ROWS or sample["label"].n_unique() < 2:
        reason = f"only {sample.height:,} rows stand in classes of at least {FEWEST_OF_CLASS} training rows"
        raise NotApplicable(f"{reason}: {FEWEST_ROWS} in two classes are needed")
    classes = sample["label"].unique().sort()
    codes = sample["label"].rank("dense").to_numpy().astype(np.int64) - 1
    rare = table.height - chosen.height
    return Judged(sample["id"], sample["key"], codes, tuple(classes), table.height, rare, sample.height < chosen.height)


def _enough(table: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of classes that have enough different texts to be told from others."""
    return table.filter(pl.col("key").n_unique().over("label") >= FEWEST_OF_CLASS)


def _payable(table: pl.DataFrame, budget: float) -> int:
    """Return how many rows a share of the budget pays for: by rows, by characters, and by rows times classes."""
    length = float(table["key"].str.len_chars().clip(0, CHARACTERS).mean() or 1)  # type: ignore[arg-type]
    by_rows, by_length = affordable(budget, _ROWS, _SHARE), int(affordable(budget, _LETTERS, _SHARE) / max(1, length))
    return min(by_rows, by_length, affordable(budget, _CELLS, _SHARE) // max(1, table["label"].n_unique()))
