"""Label ranking average precision: how far up a row's own labels stand among all."""

import numpy as np

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.said import Floats
from finetooth.problems.problem import MULTI

_CELLS = 5_000_000


class LabelRankingAveragePrecision(MeanMetric):
    """For each label of a row: the share of its own labels among all that are as probable or more; the mean over both.

    It needs no thresholds. A row without labels counts 1, as in scikit-learn; a label that the model does not know
    counts 0. Source: Tsoumakas, Katakis & Vlahavas 2010, "Mining multi-label data".
    """

    name = "label_ranking_average_precision"
    problem_types = (MULTI,)
    examples = [
        (((1, 0, 0), (0, 0, 1)), ((0.75, 0.5, 1.0), (1.0, 0.2, 0.1)), (1 / 2 + 1 / 3) / 2),
        (((1, 1, 0),), ((0.9, 0.8, 0.1),), 1.0),
        ((), (), None),
    ]

    def of_rows(self, predictions: LabelSets) -> Floats:
        """Return the mean over each row's labels."""
        rows, labels = np.nonzero(predictions.truth)
        table, truth = predictions.probabilities, predictions.truth
        shares = np.zeros(len(rows))
        step = max(1, _CELLS // max(1, table.shape[1]))
        for start in range(0, len(rows), step):
            part = slice(start, start + step)
            above = table[rows[part]] >= table[rows[part], labels[part]][:, None]
            shares[part] = (above & truth[rows[part]]).sum(axis=1) / above.sum(axis=1)
        own = truth.sum(axis=1) + predictions.strange
        sums = np.bincount(rows, shares, len(predictions))
        return np.where(own > 0, sums / np.maximum(own, 1), 1.0)
