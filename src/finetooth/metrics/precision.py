"""Precision: how many of the rows predicted as a class are of that class."""

import numpy as np

from finetooth.metrics.metric import OF_LABELS, ClassMetric, MacroMetric, Metric, WeightedMetric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, ratio
from finetooth.problems.problem import MULTI


class Precision(ClassMetric):
    """Right rows / rows predicted as the class.

    As in scikit-learn with ``zero_division=0``, a class with rows but without predictions has precision 0. A class
    with neither is undefined.
    """

    name = "precision"
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), 2 / 3), ((0, 1), (0.1, 0.2), 0.0), ((0, 0), (0.1, 0.2), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the precisions, [r, k + 1]."""
        found = sample.once(counts)
        values = ratio(found.right, found.predicted)
        return np.where((found.predicted == 0) & (found.true > 0), 0.0, values)

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the rows predicted as each class, [r, k + 1]."""
        return sample.once(counts).predicted

    def reason(self, predictions: Said, column: int) -> str:
        """Return why the precision of this label is undefined."""
        return f"{super().reason(predictions, column)}, and none was predicted"


class MacroPrecision(MacroMetric):
    """The mean precision over the classes that occur in the truth or the predictions (scikit-learn's macro average)."""

    name = "macro_precision"
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), (1 + 2 / 3) / 2), ((0, 0), (0.1, 0.2), 1.0), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return precision."""
        return Precision()


class WeightedPrecision(WeightedMetric):
    """The mean precision over the classes, each counted as often as it has rows (scikit-learn's weighted average).

    Weighted recall is no metric of its own: it is the accuracy.
    """

    name = "weighted_precision"
    problem_types = OF_LABELS
    examples = [((0, 0, 1), (0.1, 0.7, 0.8), 5 / 6), ((0, 0, 1), (0.1, 0.2, 0.3), 4 / 9), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return precision."""
        return Precision()


class MicroPrecision(Metric):
    """Right labels / labels answered, all labels of all rows counted alike; with one label a row it is the accuracy."""

    name = "micro_precision"
    problem_types = (MULTI,)
    examples = [(((1, 0), (0, 1)), ((0.9, 0.6), (0.9, 0.8)), 0.5), (((0, 1),), ((0.2, 0.7),), 1.0), ((), (), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the precisions, [r, 1]."""
        found = sample.once(counts)
        return ratio(found.right.sum(axis=1), found.predicted.sum(axis=1))[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why it is undefined."""
        return "no label was answered" if len(predictions) else super().reason(predictions, column)
