"""Accuracy: the share of rows that are right."""

from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Floats
from finetooth.metrics.sample import Sample, counts, ratio


class Accuracy(Metric):
    """The share of rows whose most probable label is the true one; a label the model does not know is always wrong.

    It says little where one class holds most rows: see macro_f1. With one label a row it is also the micro-averaged
    precision, recall and F1, and the weighted recall, which therefore are no metrics of their own.
    """

    name = "accuracy"
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), 0.75), ((0, 1), (0.9, 0.1), 0.0), ((), (), None)]

    def values(self, sample: Sample) -> Floats:
        """Return right rows / rows, [r, 1]."""
        found = sample.once(counts)
        return ratio(found.right.sum(axis=1), found.true.sum(axis=1))[:, None]
