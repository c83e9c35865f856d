"""Sample: predictions with a weight for each row in each of many resamples, and what the metrics count in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.said import Floats, Integers, Mask, OfLabels, Said

T = TypeVar("T")
_CELLS = 4_000_000  # weights of rows that are spread out at a time


@dataclass(frozen=True, eq=False)
class Sample:
    """What was said of n labelled rows, and how often each row stands in each of r resamples.

    Of very many rows whole ``blocks`` are drawn: row i then stands as often as ``weights[:, blocks[i]]`` says.
    """

    predictions: Said
    weights: Floats  # [r, n], whole numbers; [r, number of blocks] where there are blocks
    blocks: Integers | None = None  # [n]
    _kept: dict[Callable[["Sample"], Any], Any] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if not self.predictions.known.all():
            raise ValueError("rows without a label cannot be scored: use predictions.labelled()")

    @classmethod
    def whole(cls, predictions: Said) -> "Sample":
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

    def rows(self) -> Iterator[Floats]:
        """Yield how often each row stands in the resamples, [r, n] at a time: for what is no sum over rows."""
        step = max(1, _CELLS // max(1, len(self.predictions)))
        for start in range(0, len(self.weights), step):
            part = self.weights[start : start + step]
            yield part if self.blocks is None else part[:, self.blocks]


class Counts(NamedTuple):
    """Rows of each class in each resample, all [r, k + 1]; the last column is for labels the model does not know."""

    right: Floats
    predicted: Floats
    true: Floats


def counts(sample: Sample) -> Counts:
    """Count right, predicted and true rows of each class; a row with several labels counts for each of them."""
    predictions = sample.predictions
    if isinstance(predictions, LabelSets):
        return _of_sets(sample, predictions)
    predictions = single(predictions)
    size = len(predictions.labels) + 1
    truth = np.where(predictions.truth == UNKNOWN, size - 1, predictions.truth)
    hits = np.flatnonzero(predictions.predicted == truth)
    return Counts(
        sample.sums(truth[hits], size, rows=hits),
        sample.sums(predictions.predicted, size),
        sample.sums(truth, size),
    )


def _of_sets(sample: Sample, said: LabelSets) -> Counts:
    unknown = said.strange[:, None]
    none = np.zeros_like(unknown)
    true, told = np.hstack([said.truth, unknown]), np.hstack([said.predicted, none])
    return Counts(*(_sums_of(sample, table) for table in (true & told, told, true)))


def _sums_of(sample: Sample, table: Mask) -> Floats:
    rows, labels = (part.astype(np.int64) for part in np.nonzero(table))
    return sample.sums(labels, table.shape[1], rows=rows)


def single(said: Said) -> Predictions:
    """Return what was said as predictions of one label a row; other kinds are no business of who asks."""
    if not isinstance(said, Predictions):
        raise TypeError(f"this is for one label a row, not for {said.problem_type}")
    return said


def of_labels(said: Said) -> OfLabels:
    """Return what was said as probabilities of labels."""
    if not isinstance(said, OfLabels):
        raise TypeError(f"this is for labels, not for {said.problem_type}")
    return said


def ratio(part: Floats, whole: Floats) -> Floats:
    """Divide; NaN where ``whole`` is 0."""
    values: Floats = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=values, where=whole > 0)
    return values
