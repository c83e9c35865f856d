"""Held-out rows: answers by models that never saw them, dealt so that what is fitted on some is judged on others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self, TypeVar

import numpy as np
import polars as pl

from finetooth.metrics.predictions import Floats, Integers, Predictions
from finetooth.metrics.resampling import group_index

T = TypeVar("T")
FOLDS = 5


@dataclass(frozen=True, eq=False)
class Held:
    """Probabilities float64[n, k] and truth of n answers; ``unit`` numbers the row, or the group, that each is of."""

    ids: Integers
    probabilities: Floats
    truth: Integers
    unit: Integers
    labels: tuple[str, ...]
    fold: Integers

    @classmethod
    def of(cls, table: pl.DataFrame, labels: tuple[str, ...], groups: pl.DataFrame | None, seed: int) -> Self:
        """Read ``id, truth, p_0 ... p_k-1``; rows without a known label are left out. ``groups``: id, group.

        A row that was answered twice (folds dealt anew) is one unit, and so are the rows of a group.
        """
        known = table.filter(pl.col("truth").is_in(list(labels))) if table.width else table
        if known.is_empty():
            nothing = np.empty(0, np.int64)
            return cls(nothing, np.empty((0, len(labels))), nothing, nothing, labels, nothing)
        told = Predictions.from_frame(known, labels)
        unit = np.unique(told.ids, return_inverse=True)[1].astype(np.int64)
        if groups is not None:
            names = known.select("id").join(groups, on="id", how="left", maintain_order="left")["group"]
            named = pl.Series([name or f"\0{row}" for name, row in zip(names, told.ids.tolist(), strict=True)])
            unit = np.unique(group_index(named), return_inverse=True)[1].astype(np.int64)
        return cls(told.ids, told.probabilities, told.truth, unit, labels, _dealt(told.truth, unit, seed))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def rows(self) -> int:
        """How many rows there are, each counted once."""
        return len(np.unique(self.ids))

    @property
    def units(self) -> int:
        """How many rows, or groups of rows, are independent of each other."""
        return len(np.unique(self.unit))

    @property
    def counts(self) -> Integers:
        """How many rows each class has, int64[k]."""
        first = np.unique(self.ids, return_index=True)[1]
        return np.bincount(self.truth[first], minlength=len(self.labels))

    def with_probabilities(self, probabilities: Floats) -> Self:
        """Return the same rows with other probabilities."""
        return replace(self, probabilities=probabilities)

    def predictions(self, decided: Integers) -> Predictions:
        """Return what was said of each, with these answers."""
        return Predictions(self.ids, self.truth, self.probabilities, self.labels, decided)

    def crossed(self, fit: Callable[[Floats, Integers], T], use: Callable[[T, Floats], np.ndarray]) -> np.ndarray:
        """Return what is made of each row by a fit on the other folds, in the order of rows."""
        parts: dict[int, np.ndarray] = {}
        for number in np.unique(self.fold).tolist():
            out = self.fold == number
            parts[number] = use(fit(self.probabilities[~out], self.truth[~out]), self.probabilities[out])
        first = next(iter(parts.values()))
        whole = np.empty((len(self), *first.shape[1:]), first.dtype)
        for number, part in parts.items():
            whole[self.fold == number] = part
        return whole

    def gain(self, before: Floats, after: Floats) -> tuple[float, float]:
        """Return how much smaller losses [n] became in the mean, and the standard error of that, unit by unit."""
        change = np.bincount(self.unit, before - after)
        units = len(change)
        mean = float(change.sum() / len(self))
        rest = change - mean * np.bincount(self.unit)
        return mean, float(np.sqrt((rest @ rest) * units / max(1, units - 1)) / len(self))


def _dealt(truth: Integers, unit: Integers, seed: int) -> Integers:
    """Deal whole units to folds, each class evenly; int64[n]."""
    first = np.unique(unit, return_index=True)[1]
    shuffled = np.random.default_rng([seed, 6]).permutation(len(first))
    order = shuffled[np.argsort(truth[first][shuffled], kind="stable")]
    fold = np.empty(len(first), np.int64)
    fold[order] = np.arange(len(first)) % FOLDS
    return fold[unit]
