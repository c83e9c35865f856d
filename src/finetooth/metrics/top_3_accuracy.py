"""Top-3 accuracy: the share of rows whose true label is among the three most probable."""

import numpy as np

from finetooth.metrics.log_loss import of_truth
from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.predictions import UNKNOWN, Floats, Predictions
from finetooth.metrics.said import Said

_MOST, _CLASSES = 3, 6


class Top3Accuracy(MeanMetric):
    """The share of rows whose true label is among the three most probable; of equals the first come first.

    Only where the model knows 6 labels or more: of fewer, three are half of all. A label it does not know is wrong.
    """

    name = "top_3_accuracy"
    _six = (0.4, 0.3, 0.2, 0.1, 0.0, 0.0)
    examples = [((2, 3), (_six, _six), 0.5), ((0, 1), (_six, _six), 1.0), ((0, 1), (0.1, 0.9), None), ((), (), None)]

    def of_rows(self, predictions: Predictions) -> Floats:
        """Return 1 for each row that is right, else 0; NaN with fewer than 6 labels."""
        if len(predictions.labels) < _CLASSES:
            return np.full(len(predictions), np.nan)
        true, table = of_truth(predictions)[:, None], predictions.probabilities
        before = np.arange(len(predictions.labels)) < predictions.truth[:, None]
        rank = ((table > true) | ((table == true) & before)).sum(axis=1)
        right: Floats = ((rank < _MOST) & (predictions.truth != UNKNOWN)).astype(np.float64)
        return right

    def reason(self, predictions: Said, column: int) -> str:
        """Return why it is undefined."""
        known = len(predictions.labels)
        return super().reason(predictions, column) if known >= _CLASSES else f"only {known} labels: 6 are needed"
