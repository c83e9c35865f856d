"""Metric: what a metric is, how class values become a macro value, and why a value may not exist."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, ratio
from finetooth.problems.problem import MULTI, ORDINAL, SINGLE

Row = float | tuple[float, ...]  # the probability of label 1 of two, or those of all labels; a number
Truth = int | float | tuple[int, ...]  # a label's place, a number, or which labels are there (1) and which not (0)
Example = tuple[tuple[Truth, ...], tuple[Row, ...], float | None]  # truth, answers, value (of label 1)
ONE_LABEL = (SINGLE, ORDINAL)
OF_LABELS = (SINGLE, ORDINAL, MULTI)


class Metric(ABC):
    """One way to score predictions. Subclass it in one file of ``metrics/``: that is all it takes.

    ``values`` has one column, or one a label where ``per_class`` is set. NaN means undefined: it is reported as None
    with a reason, never as a number that looks like chance. ``bounds`` are the least and the most that it can be.
    ``examples`` are tests and documentation at once. ``problem_types`` are the kinds of problems it is for, the one
    that the examples are of first; of other kinds it is no metric.
    """

    name: ClassVar[str]
    per_class: ClassVar[bool] = False
    higher_is_better: ClassVar[bool] = True
    bounds: ClassVar[tuple[float, float]] = (0.0, 1.0)
    by_logit: ClassVar[bool] = False  # its interval is symmetric on the scale of logits
    examples: ClassVar[list[Example]] = []
    problem_types: ClassVar[tuple[str, ...]] = ONE_LABEL

    @abstractmethod
    def values(self, sample: Sample) -> Floats:
        """Return the values in each resample, [r, 1] or [r, k], NaN where undefined."""

    def support(self, sample: Sample) -> Floats:
        """Return how many rows each value rests on, shaped like ``values``; used where the bootstrap fails."""
        return sample.total()[:, None]

    def rows_a_share(self, sample: Sample) -> Floats:
        """Return the rows of which the bootstrap spends one for each share it estimates, shaped like ``values``."""
        return self.support(sample)

    def reason(self, predictions: Said, column: int) -> str:
        """Return why the value in this column is undefined."""
        return "no row with a label"


class MeanMetric(Metric):
    """The mean over the rows of what each row scores by itself."""

    @abstractmethod
    def of_rows(self, predictions: Any) -> Floats:
        """Return the value of each row, float64[n]; NaN in all of them where the metric is undefined.

        ``predictions`` are of one of the kinds of problems that the metric names.
        """

    def values(self, sample: Sample) -> Floats:
        """Return the means, [r, 1]."""
        return ratio(sample.total(self.of_rows(sample.predictions)), sample.total())[:, None]


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

    def reason(self, predictions: Said, column: int) -> str:
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
        shares = self._shares(sample)
        return ratio((shares > 0).sum(axis=1) ** 2.0, shares.sum(axis=1))[:, None]

    def rows_a_share(self, sample: Sample) -> Floats:
        """Return the harmonic mean of the rows of the classes, [r, 1]: c / Σ 1/n."""
        shares = self._shares(sample)
        return ratio((shares > 0).sum(axis=1).astype(np.float64), shares.sum(axis=1))[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no class to average."""
        return "no class has a value" if len(predictions) else super().reason(predictions, column)

    def _shares(self, sample: Sample) -> Floats:
        """Return 1/n of each class, [r, k + 1]; 0 where the class metric is undefined."""
        rows = self.of().support_by_class(sample)
        defined = np.isfinite(self.of().by_class(sample))
        return np.where(defined, 1 / np.maximum(rows, 0.5), 0.0)


class WeightedMetric(Metric):
    """The mean of a class metric over all rows, each counted with its own class: large classes weigh more."""

    @abstractmethod
    def of(self) -> ClassMetric:
        """Return the class metric that is averaged; it is defined wherever a class has rows."""

    def values(self, sample: Sample) -> Floats:
        """Return the means, [r, 1]."""
        true = sample.once(counts).true
        parts = np.where(true > 0, true * np.nan_to_num(self.of().by_class(sample)), 0.0)
        return ratio(parts.sum(axis=1), true.sum(axis=1))[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no class to average."""
        return "no row has any of the labels" if len(predictions) else super().reason(predictions, column)
