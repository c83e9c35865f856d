"""MCC: the correlation between the truth and what is predicted."""

import numpy as np

from finetooth.metrics.metric import Metric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, ratio, single


class Mcc(Metric):
    """Matthews' correlation coefficient, for any number of classes: 1 is perfect, 0 is chance, -1 is all the opposite.

    Undefined where all rows, or all predictions, are of one class: scikit-learn's 0 would look like chance.
    Sources: Matthews 1975; Gorodkin 2004.
    """

    name = "mcc"
    bounds = (-1.0, 1.0)
    examples = [
        ((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), 1 / 3**0.5),
        ((0, 1), (0.9, 0.1), -1.0),
        ((0, 1), (0.1, 0.2), None),
    ]

    def values(self, sample: Sample) -> Floats:
        """Return the correlations, [r, 1]."""
        found = sample.once(counts)
        rows = found.true.sum(axis=1)
        both = found.right.sum(axis=1) * rows - (found.predicted * found.true).sum(axis=1)
        spread_true, spread_predicted = (rows**2 - (one**2).sum(axis=1) for one in (found.true, found.predicted))
        return ratio(both, np.sqrt(spread_true) * np.sqrt(spread_predicted))[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no correlation."""
        if not len(predictions):
            return super().reason(predictions, column)
        same = len(np.unique(single(predictions).truth)) == 1
        return f"all {'rows' if same else 'predictions'} are of one class"
