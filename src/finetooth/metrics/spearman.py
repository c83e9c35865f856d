"""Spearman's correlation: whether the answers put the rows in the right order."""

from typing import Any

import numpy as np

from finetooth.metrics.metric import Metric
from finetooth.metrics.said import Floats, Integers, Said
from finetooth.metrics.sample import Sample, ratio
from finetooth.problems.problem import REGRESSION


class Spearman(Metric):
    """The correlation of the ranks of answers and truth, ties at their mean rank: 1 is the right order, 0 is chance.

    It does not ask for the right numbers, only for the right order. Undefined where all rows have the same number, or
    get the same answer. Source: Spearman 1904.
    """

    name = "spearman"
    bounds = (-1.0, 1.0)
    problem_types = (REGRESSION,)
    examples = [
        ((1.0, 2.0, 3.0), (0.1, 0.2, 0.9), 1.0),
        ((1.0, 2.0, 3.0), (5.0, 4.0, 4.5), -0.5),
        ((1.0, 2.0), (3.0, 3.0), None),
    ]

    def values(self, sample: Sample) -> Floats:
        """Return the correlations, [r, 1]."""
        said: Any = sample.predictions
        ties = [np.unique(side, return_inverse=True)[1].astype(np.int64) for side in (said.values, said.truth)]
        return np.concatenate(
            [_correlation(weights, *(_ranks(weights, tie) for tie in ties)) for weights in sample.rows()]
        )

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no correlation."""
        if not len(predictions):
            return super().reason(predictions, column)
        told: Any = predictions
        same = len(np.unique(told.truth)) == 1
        return "all rows have the same number" if same else "all rows get the same answer"


def _ranks(weights: Floats, tie: Integers) -> Floats:
    """Return each row's rank in each resample, [r, n], less the mean rank."""
    order = np.argsort(tie, kind="stable")
    starts = np.flatnonzero(np.diff(tie[order], prepend=-1))
    held = np.add.reduceat(weights[:, order], starts, axis=1)
    middle = np.cumsum(held, axis=1) - held / 2
    found: Floats = (middle - held.sum(axis=1, keepdims=True) / 2)[:, tie]
    return found


def _correlation(weights: Floats, one: Floats, other: Floats) -> Floats:
    """Return the correlation of ranks whose weighted mean is 0, [r, 1]."""
    both = (weights * one * other).sum(axis=1)
    spread = np.sqrt((weights * one**2).sum(axis=1)) * np.sqrt((weights * other**2).sum(axis=1))
    return ratio(both, spread)[:, None]
