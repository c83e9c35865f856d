"""The standard error of a metric is that of the trade's formulas, and of repeated draws."""

import math

import numpy as np
import pytest

from finetooth.metrics.error import standard_error
from finetooth.metrics.predictions import Predictions


def drawn(rows: int, classes: int, right: float, seed: int) -> Predictions:
    """Draw predictions of which about this share is right."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, rows)
    said = np.where(random.random(rows) < right, truth, (truth + 1) % classes)
    probabilities = np.full((rows, classes), 0.1 / classes)
    probabilities[np.arange(rows), said] += 0.9 + 0.1 * random.random(rows)
    labels = tuple(str(label) for label in range(classes))
    return Predictions(np.arange(rows), truth, probabilities / probabilities.sum(axis=1, keepdims=True), labels)


@pytest.mark.parametrize("rows", [50, 400])
def test_that_of_accuracy_is_the_binomial_one(rows: int) -> None:
    predictions = drawn(rows, 3, 0.8, seed=1)
    share = float((predictions.predicted == predictions.truth).mean())
    assert standard_error("accuracy", predictions) == pytest.approx(math.sqrt(share * (1 - share) / rows), rel=0.15)


@pytest.mark.parametrize(("metric", "classes"), [("macro_f1", 4), ("macro_f1", 20), ("roc_auc", 2)])
def test_that_of_any_metric_is_the_spread_over_draws_of_rows(metric: str, classes: int) -> None:
    from finetooth.metrics.score import value

    many = [value(metric, drawn(300, classes, 0.7, seed)) for seed in range(150)]
    errors = [standard_error(metric, drawn(300, classes, 0.7, seed)) for seed in range(5)]
    assert np.mean(errors) == pytest.approx(np.std([one for one in many if one is not None]), rel=0.25)


def test_no_mistake_is_no_certainty_and_no_number_no_error() -> None:
    right = drawn(40, 2, 1.0, seed=0)
    assert 0.005 < standard_error("macro_f1", right) < 0.05
    lost = Predictions(right.ids, right.truth, np.full_like(right.probabilities, np.nan), right.labels)
    assert math.isnan(standard_error("macro_f1", lost))
    one_class = Predictions(np.arange(3), np.zeros(3, np.int64), np.full((3, 2), 0.5), ("a", "b"))
    assert math.isnan(standard_error("roc_auc", one_class))


def test_it_is_the_same_again() -> None:
    predictions = drawn(600, 77, 0.8, seed=3)
    assert standard_error("macro_f1", predictions) == standard_error("macro_f1", predictions)
