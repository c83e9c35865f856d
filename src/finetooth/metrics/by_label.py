"""Which metrics go by the labels alone: they can be had of a file that tells no probabilities."""

from functools import cache

import numpy as np

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.metric import ONE_LABEL, Metric
from finetooth.metrics.predictions import Grades, Predictions
from finetooth.metrics.said import Said
from finetooth.metrics.sample import Sample
from finetooth.problems.problem import MULTI

_ROWS, _LABELS = 64, tuple("12345678")  # enough for each metric to be defined


def certain(predictions: Predictions) -> Predictions:
    """Return the predictions with probability 1 for the label that was chosen."""
    chances = np.zeros_like(predictions.probabilities)
    chances[np.arange(len(predictions)), predictions.predicted] = 1.0
    return type(predictions)(predictions.ids, predictions.truth, chances, predictions.labels)


@cache
def goes_by_labels(metric: Metric) -> bool:
    """Whether a metric stays as it is when each model is made certain of what it chose: tried, not declared.

    One that is for numbers alone has no labels to go by.
    """
    if set(metric.problem_types) & {*ONE_LABEL}:
        tried: tuple[Said, Said] = _one_label()
    elif MULTI in metric.problem_types:
        tried = _sets()
    else:
        return False
    before, after = (metric.values(Sample.whole(one)) for one in tried)
    return bool(np.allclose(before, after))


def _one_label() -> tuple[Grades, Predictions]:
    random = np.random.default_rng(0)
    chances = random.dirichlet(np.ones(len(_LABELS)), _ROWS)
    told = Grades(np.arange(_ROWS), np.arange(_ROWS) % len(_LABELS), chances, _LABELS)
    return told, certain(told)


def _sets() -> tuple[LabelSets, LabelSets]:
    random = np.random.default_rng(0)
    chances, truth = random.random((_ROWS, len(_LABELS))), random.random((_ROWS, len(_LABELS))) < 0.5
    known = np.ones(_ROWS, bool)
    told = LabelSets(np.arange(_ROWS), truth, chances, _LABELS, known, ~known)
    return told, LabelSets(told.ids, truth, told.predicted.astype(np.float64), _LABELS, known, ~known)
