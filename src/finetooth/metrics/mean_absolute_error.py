"""Mean absolute error: how far off the answers are, in the unit of the labels."""

import numpy as np

from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.said import Floats
from finetooth.problems.numbers import number_of
from finetooth.problems.problem import ORDINAL, REGRESSION


class MeanAbsoluteError(MeanMetric):
    """The mean distance between answer and truth, in the unit of the labels; less is better, and 0 is perfect.

    Of grades it is that of the answered grade. A grade that the model does not know is taken to be as far off as a
    grade of its scale can be.
    """

    name = "mean_absolute_error"
    higher_is_better = False
    bounds = (0.0, float("inf"))
    problem_types = (REGRESSION, ORDINAL)
    examples = [((1.0, 4.0), (2.0, 2.0), 1.5), ((0.5, 0.1), (0.5, 0.1), 0.0), ((), (), None)]

    def of_rows(self, predictions: Numbers | Predictions) -> Floats:
        """Return each row's distance."""
        return np.abs(np.subtract(*answer_and_truth(predictions)))


def answer_and_truth(said: Numbers | Predictions) -> tuple[Floats, Floats]:
    """Return answers and truth as numbers; a grade that is not known is the end of the scale that is farther off."""
    if isinstance(said, Numbers):
        return said.values, said.truth
    scale = np.array([number_of(label) for label in said.labels])
    answer = scale[said.predicted]
    farther = np.where(answer - scale.min() > scale.max() - answer, scale.min(), scale.max())
    return answer, np.where(said.truth == UNKNOWN, farther, scale[np.maximum(said.truth, 0)])
