"""Sample: predictions with a weight for each row in each of many resamples, and what the metrics count in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np

from finetooth.metrics.predictions import UNKNOWN, UNLABELLED, Floats, Integers, Predictions

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Sample:
    """Labelled predictions of n rows, and how often each row stands in each of r resamples."""

    predictions: Predictions
    weights: Floats  # [r, n], whole numbers
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


class Counts(NamedTuple):
    """Rows of each class in each resample, all [r, k + 1]; the last column is for labels the model does not know."""

    right: Floats
    predicted: Floats
    true: Floats


def counts(sample: Sample) -> Counts:
    """Count right, predicted and true rows of each class."""
    predictions, weights = sample.predictions, sample.weights
    classes = len(predictions.labels)
    truth = np.where(predictions.truth == UNKNOWN, classes, predictions.truth)
    hits = predictions.predicted == truth
    return Counts(
        _sums(weights[:, hits], truth[hits], classes + 1),
        _sums(weights, predictions.predicted, classes + 1),
        _sums(weights, truth, classes + 1),
    )


def _sums(weights: Floats, classes: Integers, size: int) -> Floats:
    """Sum the columns of ``weights`` [r, n] by class [n]; returns [r, size]."""
    sums = np.zeros((len(weights), size))
    order = np.argsort(classes, kind="stable")
    present, starts = np.unique(classes[order], return_index=True)
    if len(present):
        sums[:, present] = np.add.reduceat(weights[:, order], starts, axis=1)
    return sums


def ratio(part: Floats, whole: Floats) -> Floats:
    """Divide; NaN where ``whole`` is 0."""
    values: Floats = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=values, where=whole > 0)
    return values
