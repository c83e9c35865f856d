"""Hamming loss: the share of labels, over all rows, that are wrong."""

import numpy as np

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.said import Floats
from finetooth.problems.problem import MULTI


class HammingLoss(MeanMetric):
    """Labels that were answered wrongly or missed / all labels of all rows; less is better.

    It is small wherever rows have few of many labels, also for a model that answers none: see macro_f1. A label that
    the model does not know is one more that is wrong.
    """

    name = "hamming_loss"
    higher_is_better = False
    problem_types = (MULTI,)
    examples = [(((1, 0), (1, 1)), ((0.9, 0.1), (0.9, 0.2)), 0.25), (((0, 0),), ((0.2, 0.3),), 0.0), ((), (), None)]

    def of_rows(self, predictions: LabelSets) -> Floats:
        """Return the share of each row's labels that is wrong."""
        wrong = (predictions.truth != predictions.predicted).sum(axis=1) + predictions.strange
        return np.asarray(wrong / (len(predictions.labels) + predictions.strange), np.float64)
