"""Whatever the predictions: every metric that scikit-learn has is the same to 1e-12, and undefined is no number."""

import warnings
from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn import metrics as oracle

from finetooth.metrics import all_metrics, metrics_for
from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.sample import Sample

CALM = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def predictions(draw: st.DrawFn) -> Predictions:
    """Draw 2 to 8 labels, absent ones among them, 1 to 40 rows, with ties or without, and labels that are unknown."""
    classes, rows = draw(st.integers(2, 8)), draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    there = draw(st.lists(st.integers(0, classes - 1), min_size=1, unique=True))
    truth = random.choice(there, rows)
    table = random.dirichlet(np.full(classes, draw(st.sampled_from([0.05, 0.5, 5.0]))), rows)
    if draw(st.booleans()):  # ties, and probabilities of 0
        table = (table * 4).round() + np.eye(classes)[table.argmax(axis=1)]
        table /= table.sum(axis=1, keepdims=True)
    if draw(st.integers(0, 4)) == 0:
        truth = np.where(random.random(rows) < 0.2, UNKNOWN, truth)
    return Predictions(np.arange(rows), truth, table, tuple("abcdefgh"[:classes]))


def shares(function: Callable[..., Any], average: str) -> Callable[[Predictions], float]:
    return lambda one: function(one.truth, one.predicted, average=average, zero_division=0)


def of_second(function: Callable[..., Any]) -> Callable[[Predictions], float]:
    """Return one class against all others, as the mean over those that have rows of both sides; of two the second."""

    def mean(one: Predictions) -> float:
        inside = [(one.truth == label, one.probabilities[:, label]) for label in range(len(one.labels))]
        inside = inside[1:] if len(one.labels) == 2 else inside
        return float(np.mean([function(*pair) for pair in inside if 0 < pair[0].sum() < len(one)]))

    return mean


def top(one: Predictions) -> float:
    """Score with the labels turned round: of equals scikit-learn takes the last."""
    last = len(one.labels) - 1
    flipped = one.probabilities[:, ::-1]
    return oracle.top_k_accuracy_score(last - one.truth, flipped, k=3, labels=np.arange(last + 1))


def chances(function: Callable[..., Any], **more: object) -> Callable[[Predictions], float]:
    return lambda one: function(one.truth, one.probabilities, labels=np.arange(len(one.labels)), **more)


ORACLES: dict[str, Callable[[Predictions], float]] = {
    "accuracy": lambda one: oracle.accuracy_score(one.truth, one.predicted),
    "balanced_accuracy": lambda one: oracle.balanced_accuracy_score(one.truth, one.predicted),
    "macro_f1": shares(oracle.f1_score, "macro"),
    "weighted_f1": shares(oracle.f1_score, "weighted"),
    "macro_precision": shares(oracle.precision_score, "macro"),
    "weighted_precision": shares(oracle.precision_score, "weighted"),
    "macro_recall": lambda one: oracle.recall_score(
        one.truth, one.predicted, labels=np.unique(one.truth), average="macro", zero_division=0
    ),
    "mcc": lambda one: oracle.matthews_corrcoef(one.truth, one.predicted),
    "cohen_kappa": lambda one: oracle.cohen_kappa_score(one.truth, one.predicted),
    "log_loss": chances(oracle.log_loss),
    "top_3_accuracy": top,
    "roc_auc": of_second(oracle.roc_auc_score),
    "pr_auc": of_second(oracle.average_precision_score),
}
if "scale_by_half" in signature(oracle.brier_score_loss).parameters:  # from scikit-learn 1.7 on, for many classes
    ORACLES["brier"] = chances(oracle.brier_score_loss, scale_by_half=True)
NEEDS_KNOWN = {"log_loss", "brier", "top_3_accuracy"}


@pytest.mark.parametrize("name", ORACLES)
@CALM
@given(one=predictions())
def test_a_value_is_that_of_scikit_learn(name: str, one: Predictions):
    metric = next(metric for metric in all_metrics() if metric.name == name and not metric.per_class)
    value = metric.values(Sample.whole(one))[0, 0]
    if not np.isfinite(value) or (name in NEEDS_KNOWN and (one.truth == UNKNOWN).any()):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert value == pytest.approx(ORACLES[name](one), abs=1e-12, rel=1e-12)


@CALM
@given(one=predictions())
def test_each_metric_lies_within_its_bounds_or_says_why_it_is_undefined(one: Predictions):
    for metric in metrics_for(one.problem_type):
        least, most = metric.bounds
        for column, value in enumerate(metric.values(Sample.whole(one))[0]):
            if np.isnan(value):
                assert metric.reason(one, column) not in ("", "no row with a label")
            else:
                assert least - 1e-9 <= value <= most + 1e-9


@CALM
@given(one=predictions(), seed=st.integers(0, 100))
def test_the_weighted_recall_and_all_micro_averages_are_the_accuracy(one: Predictions, seed: int):
    accuracy = oracle.accuracy_score(one.truth, one.predicted)
    for function in (oracle.f1_score, oracle.precision_score, oracle.recall_score):
        assert function(one.truth, one.predicted, average="micro") == pytest.approx(accuracy)
    assert oracle.recall_score(one.truth, one.predicted, average="weighted", zero_division=0) == pytest.approx(accuracy)


def test_what_says_nothing_is_undefined_where_scikit_learn_says_chance():
    one = Predictions(np.arange(4), np.array([0, 1, 0, 1]), np.tile([0.9, 0.1], (4, 1)), ("no", "yes"))
    found = {metric.name: metric for metric in all_metrics() if not metric.per_class}
    assert oracle.matthews_corrcoef(one.truth, one.predicted) == 0
    assert np.isnan(found["mcc"].values(Sample.whole(one))).all()
    assert found["mcc"].reason(one, 0) == "all predictions are of one class"
    only = Predictions(one.ids, np.ones(4, np.int64), np.tile([0.1, 0.9], (4, 1)), one.labels)
    assert found["mcc"].reason(only, 0) == "all rows are of one class"
    assert np.isnan(found["cohen_kappa"].values(Sample.whole(only))).all()
    assert oracle.average_precision_score(only.truth, only.probabilities[:, 1]) == 1.0
    assert np.isnan(found["pr_auc"].values(Sample.whole(only))).all()
    assert found["top_3_accuracy"].reason(one, 0) == "only 2 labels: 6 are needed"
