"""Gaps: rows judged by a model that knows their like, and by one of as many rows that does not."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from finetooth.metrics import metric_named
from finetooth.metrics.paired import paired
from finetooth.metrics.predictions import Integers, Predictions
from finetooth.transfer.results import Gap

METRIC = "macro_f1"
FOLDS, RESAMPLES = 3, 1_000

Answer = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Places of the rows that teach and of those asked -> the label that each of these is answered with, int64."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Rows as a cheap model knows them. ``tied`` numbers rows that are resampled together, if any are."""

    answer: Answer
    targets: np.ndarray  # int64[n]
    labels: tuple[str, ...]
    seed: int
    tied: Integers | None = None

    def __len__(self) -> int:
        return len(self.targets)

    def usual(self, asked: np.ndarray, among: np.ndarray, size: int) -> np.ndarray:
        """Answer rows in folds, each by ``size`` rows drawn at random ``among`` others: rows like them are there."""
        random = np.random.default_rng([self.seed, len(asked), size])
        told = np.empty(len(asked), np.int64)
        for fold in np.array_split(random.permutation(len(asked)), FOLDS):
            pool = np.setdiff1d(among, asked[fold])
            told[fold] = self.answer(self.drawn(pool, size, random), asked[fold])
        return told

    def drawn(self, pool: np.ndarray, size: int, random: np.random.Generator) -> np.ndarray:
        """Return at most so many of these rows, drawn at random."""
        return pool if len(pool) <= size else random.choice(pool, size, replace=False)

    def gap(self, rows: np.ndarray, usual: np.ndarray, new: np.ndarray) -> Gap | None:
        """Compare both answers to the same rows; None where the metric is undefined on them."""
        tied = None if self.tied is None else np.unique(self.tied[rows], return_inverse=True)[1].astype(np.int64)
        sides = (self._said(rows, new), self._said(rows, usual))
        found = paired(*sides, [metric_named(METRIC)], tied, RESAMPLES, self.seed)[0]
        if found.change is None or found.low is None or found.high is None:
            return None
        return Gap(found.second or 0.0, found.first or 0.0, found.change, found.low, found.high, len(rows))

    def _said(self, rows: np.ndarray, told: np.ndarray) -> Predictions:
        return Predictions(np.arange(len(rows)), self.targets[rows], np.eye(len(self.labels))[told], self.labels)
