"""Sample: predictions with a weight for each row in each of many resamples, and what the metrics count in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from finetooth.metrics.predictions import UNKNOWN, UNLABELLED, Floats, Integers, Predictions

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Sample:
    """Labelled predictions of n rows, and how often each row stands in each of r resamples.

    Of very many rows whole ``blocks`` are drawn: row i then stands as often as ``weights[:, blocks[i]]`` says.
    """

    predictions: Predictions
    weights: Floats  # [r, n], whole numbers; [r, number of blocks] where there are blocks
    blocks: Integers | None = None  # [n]
    _kept: dict[Callable[["Sample"], Any], Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if (self.predictions.truth == UNLABELLED).any():
            raise ValueError("rows without a label cannot be scored: use predictions.labelled()")

    @classmethod
    def whole(cls, predictions: Predictions) -> "Sample":
        """Return the one sample in which each row stands once."""
        return cls(predictions, np.ones((1, len(predictions))))

    def once(self, derive: Callable[["Sample"], T]) -> T:
        """Return ``derive(self)``, computed once however many metrics ask for it."""
        if derive not in self._kept:
            self._kept[derive] = derive(self)
        return cast(T, self._kept[derive])

    def sums(self, index: Integers, size: int, values: Floats | None = None, rows: Integers | None = None) -> Floats:
        """Sum ``values`` (1 each, if None) in each resample by ``index``; both are aligned with ``rows``, or with all.

        Returns [r, size].
        """
        if self.blocks is not None:
            blocks = self.blocks if rows is None else self.blocks[rows]
            count = self.weights.shape[1]
            table = np.bincount(blocks * size + index, values, count * size).reshape(count, size)
            return self.weights @ table
        sums = np.zeros((len(self.weights), size))
        order = np.argsort(index, kind="stable")
        present, starts = np.unique(index[order], return_index=True)
        if len(present):
            weights = self.weights[:, order if rows is None else rows[order]]
            sums[:, present] = np.add.reduceat(weights if values is None else weights * values[order], starts, axis=1)
        return sums

    def total(self, values: Floats | None = None) -> Floats:
        """Sum the values of all rows (1 each, if None) in each resample, [r]."""
        if self.blocks is None:
            return cast(Floats, self.weights.sum(axis=1) if values is None else self.weights @ values)
        return self.weights @ np.bincount(self.blocks, values, self.weights.shape[1])


class Counts(NamedTuple):
    """Rows of each class in each resample, all [r, k + 1]; the last column is for labels the model does not know."""

    right: Floats
    predicted: Floats
    true: Floats


def counts(sample: Sample) -> Counts:
    """Count right, predicted and true rows of each class."""
    predictions = sample.predictions
    size = len(predictions.labels) + 1
    truth = np.where(predictions.truth == UNKNOWN, size - 1, predictions.truth)
    hits = np.flatnonzero(predictions.predicted == truth)
    return Counts(
        sample.sums(truth[hits], size, rows=hits),
        sample.sums(predictions.predicted, size),
        sample.sums(truth, size),
    )


def ratio(part: Floats, whole: Floats) -> Floats:
    """Divide; NaN where ``whole`` is 0."""
    values: Floats = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=values, where=whole > 0)
    return values
