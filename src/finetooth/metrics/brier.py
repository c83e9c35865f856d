"""Brier score: the squared distance of the probabilities from the truth."""

import numpy as np

from finetooth.metrics.log_loss import of_truth
from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.predictions import Floats, Predictions


class Brier(MeanMetric):
    """Half the sum over all labels of (probability - 1 if true, else 0)², the mean over rows; 0 is perfect.

    Less is better. The halved convention lies between 0 and 1 and is the usual score of the second label where there
    are two: scikit-learn's ``scale_by_half=True``. Brier's own of more labels is twice this. It rewards both the right
    label and honest probabilities, and is less swayed by single rows than log_loss. Source: Brier 1950.
    """

    name = "brier"
    higher_is_better = False
    examples = [((1, 0), (0.5, 0.5), 0.25), ((0, 1), (0.0, 1.0), 0.0), ((0, 1), (0.2, 0.9), 0.025), ((), (), None)]

    def of_rows(self, predictions: Predictions) -> Floats:
        """Return the score of each row; a label the model does not know is one more, of probability 0."""
        squares = np.einsum("ij,ij->i", predictions.probabilities, predictions.probabilities)
        scores: Floats = (squares - 2 * of_truth(predictions) + 1) / 2
        return scores
