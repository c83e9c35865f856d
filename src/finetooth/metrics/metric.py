"""Metric: what a metric is, how class values become a macro value, and why a value may not exist."""

from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np

from finetooth.metrics.predictions import Floats, Predictions
from finetooth.metrics.sample import Sample, ratio

Example = tuple[tuple[int, ...], tuple[float, ...], float | None]  # truth 0 or 1, probability of 1, value of label 1


class Metric(ABC):
    """One way to score predictions. Subclass it in one file of ``metrics/``: that is all it takes.

    ``values`` has one column, or one a label where ``per_class`` is set. NaN means undefined: it is reported as None
    with a reason, never as a number that looks like chance. ``examples`` are tests and documentation at once.
    """

    name: ClassVar[str]
    per_class: ClassVar[bool] = False
    higher_is_better: ClassVar[bool] = True
    examples: ClassVar[list[Example]] = []

    @abstractmethod
    def values(self, sample: Sample) -> Floats:
        """Return the values in each resample, [r, 1] or [r, k], NaN where undefined."""

    @abstractmethod
    def support(self, sample: Sample) -> Floats:
        """Return how many rows each value rests on, shaped like ``values``; used where all resamples agree."""

    def reason(self, predictions: Predictions, column: int) -> str:
        """Return why the value in this column is undefined."""
        return "no row with a label"


class ClassMetric(Metric):
    """A metric of one class against all others; also the part that a macro value is the mean of."""

    per_class = True

    @abstractmethod
    def by_class(self, sample: Sample) -> Floats:
        """Return values [r, k + 1]: one a label, and one for all labels the model does not know."""

    @abstractmethod
    def support_by_class(self, sample: Sample) -> Floats:
        """Return the rows behind each value of ``by_class``."""

    def values(self, sample: Sample) -> Floats:
        """Return the values of the labels the model knows, [r, k]."""
        return self.by_class(sample)[:, :-1]

    def support(self, sample: Sample) -> Floats:
        """Return the rows behind ``values``."""
        return self.support_by_class(sample)[:, :-1]

    def reason(self, predictions: Predictions, column: int) -> str:
        """Return why the value of this label is undefined."""
        return f"no row of class {predictions.labels[column]!r}"


class MacroMetric(Metric):
    """The plain mean of a class metric over the classes where it is defined, in each resample as in the point value."""

    @abstractmethod
    def of(self) -> ClassMetric:
        """Return the class metric that is averaged."""

    def values(self, sample: Sample) -> Floats:
        """Return the means, [r, 1]."""
        values = self.of().by_class(sample)
        defined = np.isfinite(values)
        return ratio(np.where(defined, values, 0.0).sum(axis=1), defined.sum(axis=1))[:, None]

    def support(self, sample: Sample) -> Floats:
        """Return the rows that one proportion of the same variance would rest on: c² / Σ 1/n over c defined classes."""
        defined = np.isfinite(self.of().by_class(sample))
        rows = self.of().support_by_class(sample)
        shares = np.divide(1.0, rows, out=np.full(rows.shape, np.inf), where=rows > 0)
        return ratio(defined.sum(axis=1) ** 2.0, np.where(defined, shares, 0.0).sum(axis=1))[:, None]
