"""Which metrics go by the labels alone: they can be had of a file that tells no probabilities."""

from functools import cache

import numpy as np

from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.sample import Sample


def certain(predictions: Predictions) -> Predictions:
    """Return the predictions with probability 1 for the label that was chosen."""
    chances = np.zeros_like(predictions.probabilities)
    chances[np.arange(len(predictions)), predictions.predicted] = 1.0
    return Predictions(predictions.ids, predictions.truth, chances, predictions.labels)


@cache
def goes_by_labels(metric: Metric) -> bool:
    """Whether a metric stays as it is when each model is made certain of what it chose: tried, not declared."""
    random = np.random.default_rng(0)
    labels = tuple("abcdefgh")  # enough for each metric to be defined
    truth = np.arange(64) % len(labels)
    tried = Predictions(np.arange(64), truth, random.dirichlet(np.ones(len(labels)), 64), labels)
    before, after = (metric.values(Sample.whole(one)) for one in (tried, certain(tried)))
    return bool(np.allclose(before, after))
