"""Subset accuracy: the share of rows all of whose labels are right."""

import numpy as np

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.said import Floats
from finetooth.problems.problem import MULTI


class SubsetAccuracy(MeanMetric):
    """The share of rows that get exactly their labels: none too many, none too few.

    The sternest of the metrics of several labels: one label of ten that is wrong counts as all ten.
    """

    name = "subset_accuracy"
    problem_types = (MULTI,)
    examples = [(((1, 0), (1, 1)), ((0.9, 0.1), (0.9, 0.2)), 0.5), (((0, 0),), ((0.2, 0.3),), 1.0), ((), (), None)]

    def of_rows(self, predictions: LabelSets) -> Floats:
        """Return 1 for each row that is right, else 0."""
        right = (predictions.truth == predictions.predicted).all(axis=1) & ~predictions.strange
        return np.asarray(right, np.float64)
