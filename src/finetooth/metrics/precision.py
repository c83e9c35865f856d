"""Precision: how many of the rows predicted as a class are of that class."""

import numpy as np

from finetooth.metrics.metric import ClassMetric, MacroMetric, WeightedMetric
from finetooth.metrics.predictions import Floats, Predictions
from finetooth.metrics.sample import Sample, counts, ratio


class Precision(ClassMetric):
    """Right rows / rows predicted as the class.

    As in scikit-learn with ``zero_division=0``, a class with rows but without predictions has precision 0. A class
    with neither is undefined.
    """

    name = "precision"
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), 2 / 3), ((0, 1), (0.1, 0.2), 0.0), ((0, 0), (0.1, 0.2), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the precisions, [r, k + 1]."""
        found = sample.once(counts)
        values = ratio(found.right, found.predicted)
        return np.where((found.predicted == 0) & (found.true > 0), 0.0, values)

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the rows predicted as each class, [r, k + 1]."""
        return sample.once(counts).predicted

    def reason(self, predictions: Predictions, column: int) -> str:
        """Return why the precision of this label is undefined."""
        return f"{super().reason(predictions, column)}, and none was predicted"


class MacroPrecision(MacroMetric):
    """The mean precision over the classes that occur in the truth or the predictions (scikit-learn's macro average)."""

    name = "macro_precision"
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), (1 + 2 / 3) / 2), ((0, 0), (0.1, 0.2), 1.0), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return precision."""
        return Precision()


class WeightedPrecision(WeightedMetric):
    """The mean precision over the classes, each counted as often as it has rows (scikit-learn's weighted average).

    Weighted recall is no metric of its own: it is the accuracy.
    """

    name = "weighted_precision"
    examples = [((0, 0, 1), (0.1, 0.7, 0.8), 5 / 6), ((0, 0, 1), (0.1, 0.2, 0.3), 4 / 9), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return precision."""
        return Precision()
