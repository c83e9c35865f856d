"""What every metric must hold to, whoever wrote it."""

import numpy as np
import pytest

from finetooth.metrics import all_metrics, metric_named
from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score

METRICS = pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: f"{type(metric).__name__}")
NAMES = ("ant", "bee", "cat", "dog", "elk", "fox")
CLASSES = len(NAMES)
OVERALL = ["accuracy", "balanced_accuracy", "brier", "cohen_kappa", "ece", "log_loss", "macro_f1", "macro_precision"]
OVERALL += ["macro_recall", "mcc", "pr_auc", "rms_calibration_error", "roc_auc", "top_3_accuracy"]
OVERALL += ["weighted_f1", "weighted_precision"]


def made(seed: int, rows: int = 120, classes: int = CLASSES, decimals: int | None = None) -> Predictions:
    """Draw predictions that are right more often than not; few decimals make ties."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, rows)
    table = random.random((rows, classes))
    table[np.arange(rows), truth] += 0.4
    table /= table.sum(axis=1, keepdims=True)
    table = table if decimals is None else table.round(decimals)
    return Predictions(np.arange(1, rows + 1), truth, table, NAMES[:classes])


def perfect(truth: np.ndarray, classes: int = CLASSES) -> Predictions:
    return Predictions(np.arange(len(truth)), truth, np.eye(classes)[truth], NAMES[:classes])


def points(metric: Metric, predictions: Predictions) -> np.ndarray:
    return metric.values(Sample.whole(predictions))[0]


def test_all_metrics_are_found_those_of_all_rows_first():
    assert [(metric.name, metric.per_class) for metric in all_metrics()] == [
        *((name, False) for name in OVERALL),
        *((name, True) for name in ("f1", "pr_auc", "precision", "recall", "roc_auc")),
    ]


def test_an_unknown_metric_is_refused_with_a_hint():
    with pytest.raises(ValueError, match="did you mean accuracy"):
        metric_named("acuracy")


@METRICS
def test_examples_hold(metric: Metric):
    assert len(metric.examples) >= 3
    for truth, of_one, expected in metric.examples:
        table = np.array([row if isinstance(row, tuple) else (1 - row, row) for row in of_one])
        table = table if len(truth) else np.empty((0, 2))
        labels = tuple(f"label {place}" for place in range(table.shape[1]))
        one = Predictions(np.arange(len(truth)), np.array(truth, np.int64), table, labels)
        value = points(metric, one)[-1]
        assert np.isnan(value) if expected is None else value == pytest.approx(expected, abs=1e-12)


@METRICS
def test_some_example_is_undefined(metric: Metric):
    assert any(expected is None for _, _, expected in metric.examples)


@METRICS
def test_a_perfect_prediction_is_best(metric: Metric):
    truth = np.random.default_rng(0).integers(0, CLASSES, 60)
    best = points(metric, perfect(truth))
    assert best == pytest.approx(1.0 if metric.higher_is_better else 0.0)
    worse = Predictions(np.arange(60), truth, made(1, 60).probabilities, NAMES)
    assert ((points(metric, worse) - best) * (1 if metric.higher_is_better else -1) < 0).all()


@METRICS
def test_row_order_is_irrelevant(metric: Metric):
    before = made(2, decimals=1)
    order = np.random.default_rng(3).permutation(len(before))
    after = Predictions(before.ids[order], before.truth[order], before.probabilities[order], NAMES)
    assert points(metric, after) == pytest.approx(points(metric, before), nan_ok=True)


@METRICS
def test_a_weight_of_two_is_the_row_twice_and_of_none_is_no_row(metric: Metric):
    one = made(4, 50, decimals=1)
    weights = np.random.default_rng(5).integers(0, 3, (20, 50)).astype(float)
    values = metric.values(Sample(one, weights))
    for row, expected in zip(weights, values, strict=True):
        places = np.repeat(np.arange(50), row.astype(int))
        repeated = Predictions(one.ids[places], one.truth[places], one.probabilities[places], NAMES)
        assert points(metric, repeated) == pytest.approx(expected, nan_ok=True)


@METRICS
def test_resamples_do_not_touch_each_other(metric: Metric):
    one, weights = made(6, 40), np.random.default_rng(7).integers(0, 3, (5, 40)).astype(float)
    alone = np.concatenate([metric.values(Sample(one, row[None])) for row in weights])
    assert metric.values(Sample(one, weights)) == pytest.approx(alone, nan_ok=True)


@METRICS
def test_values_and_support_have_one_column_or_one_a_label(metric: Metric):
    sample = Sample(made(8), np.ones((3, 120)))
    shape = (3, CLASSES if metric.per_class else 1)
    assert metric.values(sample).shape == metric.support(sample).shape == shape
    assert (metric.support(sample) >= 0).all()
    assert (metric.support(sample) <= 120).all()


@METRICS
def test_undefined_is_none_with_a_reason_and_never_a_number(metric: Metric):
    nothing = Predictions(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, CLASSES)), NAMES)
    for one in score(nothing, resamples=20):
        assert (one.value, one.low, one.high, one.n) == (None, None, None, 0)
        assert one.reason == "no row with a label"
    truth = np.array([0, 0, 1, 1, 2])  # no row of class "dog", "elk" and "fox", and none predicted
    mine = [one for one in score(perfect(truth), resamples=50) if one.metric == metric.name]
    for one in mine:
        if one.label in NAMES[3:]:
            assert (one.value, one.low, one.high, one.n) == (None, None, None, 0)
            assert f"no row of class {one.label!r}" in one.reason
        elif (one.label is not None) == metric.per_class:
            assert one.value == (1.0 if metric.higher_is_better else 0.0)
            assert one.reason == ""


@METRICS
def test_the_interval_holds_the_value_and_stays_within_bounds(metric: Metric):
    for seed in range(5):
        for one in score(made(seed, 30, decimals=1), resamples=200, seed=seed):
            if one.metric == metric.name and one.value is not None:
                least, most = metric.bounds
                assert least <= one.low <= one.value <= one.high <= most
                assert one.low < one.high


@METRICS
def test_a_label_the_model_does_not_know_is_an_error_and_never_a_gap(metric: Metric):
    one = made(9, 60)
    truth = one.truth.copy()
    truth[np.flatnonzero(one.predicted == truth)[:10]] = UNKNOWN
    before, after = points(metric, one), points(metric, Predictions(one.ids, truth, one.probabilities, NAMES))
    assert np.isfinite(after).all()
    if metric.name not in ("roc_auc", "rms_calibration_error", "ece") and not metric.per_class:
        assert (after < before) == metric.higher_is_better
    if metric.name == "precision":
        assert (after <= before).all()
        assert (after < before).any()
