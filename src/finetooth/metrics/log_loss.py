"""Log loss: how little probability the model gave to what was true."""

import numpy as np

from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.predictions import UNKNOWN, Floats, Predictions

_LEAST = float(np.finfo(np.float64).eps)


class LogLoss(MeanMetric):
    """The mean of -ln(probability of the true label), in nats; less is better, and 0 is perfect.

    A probability below 2.2e-16, and a label the model does not know, count as 2.2e-16, as in scikit-learn: one row can
    cost 36.04 at most. Sensitive to a few rows that are wrong and sure.
    """

    name = "log_loss"
    higher_is_better = False
    bounds = (0.0, float(-np.log(_LEAST)))
    examples = [((1, 1), (0.5, 0.5), 0.6931471805599453), ((0, 1), (0.0, 1.0), 0.0), ((), (), None)]

    def of_rows(self, predictions: Predictions) -> Floats:
        """Return the loss of each row."""
        return -np.log(np.clip(of_truth(predictions), _LEAST, 1.0))


def of_truth(predictions: Predictions) -> Floats:
    """Return the probability of each row's true label, 0 where the model does not know it; float64[n]."""
    known = predictions.truth != UNKNOWN
    given = predictions.probabilities[np.arange(len(predictions)), np.where(known, predictions.truth, 0)]
    return np.where(known, given, 0.0)
