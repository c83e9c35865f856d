"""Root mean squared error: how far off the answers are, large errors counting more."""

import numpy as np

from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.said import Floats
from finetooth.metrics.sample import Sample
from finetooth.problems.problem import REGRESSION


class RootMeanSquaredError(MeanMetric):
    """The root of the mean squared distance between answer and truth, in the unit of the labels; 0 is perfect.

    A few rows that are far off weigh more than in mean_absolute_error.
    """

    name = "root_mean_squared_error"
    higher_is_better = False
    bounds = (0.0, float("inf"))
    problem_types = (REGRESSION,)
    examples = [((1.0, 4.0), (2.0, 2.0), 2.5**0.5), ((0.5, 0.1), (0.5, 0.1), 0.0), ((), (), None)]

    def of_rows(self, predictions: Numbers) -> Floats:
        """Return each row's squared distance."""
        squares: Floats = (predictions.values - predictions.truth) ** 2
        return squares

    def values(self, sample: Sample) -> Floats:
        """Return the roots of the means, [r, 1]."""
        return np.sqrt(super().values(sample))
