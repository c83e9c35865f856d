"""What every metric must hold to, whoever wrote it, on each kind of problem that it is for."""

import numpy as np
import pytest

from finetooth.metrics import all_metrics, metric_named, metrics_for
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score
from finetooth.problems import KINDS
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE

PAIRS = [(metric, kind) for metric in all_metrics() for kind in metric.problem_types]
NAMES = [f"{type(metric).__name__}-{kind}" for metric, kind in PAIRS]
METRICS = pytest.mark.parametrize(("metric", "kind"), PAIRS, ids=NAMES)
OVERALL = ["accuracy", "balanced_accuracy", "brier", "cohen_kappa", "ece", "log_loss", "macro_f1", "macro_precision"]
OVERALL += ["macro_recall", "mcc", "pr_auc", "rms_calibration_error", "roc_auc", "top_3_accuracy"]
OVERALL += ["weighted_f1", "weighted_precision"]
OF_SETS = ["hamming_loss", "label_ranking_average_precision", "macro_f1", "macro_precision", "macro_recall", "micro_f1"]
OF_SETS += ["micro_precision", "micro_recall", "pr_auc", "roc_auc", "subset_accuracy", "weighted_f1"]
OF_SETS += ["weighted_precision", "weighted_recall"]
OF_NUMBERS = ["mean_absolute_error", "r2", "root_mean_squared_error", "spearman"]
OF_CLASSES = ["f1", "pr_auc", "precision", "recall", "roc_auc"]


def points(metric: Metric, said) -> np.ndarray:
    return metric.values(Sample.whole(said))[0]


def named(kind: str, per_class: bool) -> list[str]:
    return [metric.name for metric in metrics_for(kind) if metric.per_class is per_class]


def test_each_kind_of_problem_has_its_metrics_those_of_all_rows_first():
    assert named(SINGLE, False) == OVERALL
    assert named(ORDINAL, False) == sorted([*OVERALL, "mean_absolute_error", "quadratic_kappa"])
    assert named(MULTI, False) == OF_SETS
    assert named(REGRESSION, False) == OF_NUMBERS
    assert named(SINGLE, True) == named(ORDINAL, True) == named(MULTI, True) == OF_CLASSES
    assert not named(REGRESSION, True)
    order = [metric.per_class for metric in all_metrics()]
    assert order == sorted(order)
    assert {kind for metric in all_metrics() for kind in metric.problem_types} == set(KINDS)


def test_an_unknown_metric_is_refused_with_a_hint():
    with pytest.raises(ValueError, match="did you mean accuracy"):
        metric_named("acuracy")


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: type(metric).__name__)
def test_examples_hold(metric: Metric, told):
    assert len(metric.examples) >= 3
    for truth, answers, expected in metric.examples:
        value = points(metric, told(metric.problem_types[0], truth, answers))[-1]
        assert np.isnan(value) if expected is None else value == pytest.approx(expected, abs=1e-12)
    assert any(expected is None for _, _, expected in metric.examples), "some example is undefined"


@METRICS
def test_a_perfect_prediction_is_best(metric: Metric, kind: str, drawn, right):
    worse = drawn(kind, 1, 60)
    best = points(metric, right(worse))
    assert best == pytest.approx(1.0 if metric.higher_is_better else 0.0)
    assert ((points(metric, worse) - best) * (1 if metric.higher_is_better else -1) < 0).all()


@METRICS
def test_row_order_is_irrelevant(metric: Metric, kind: str, drawn):
    before = drawn(kind, 2, decimals=1)
    after = before.where(np.random.default_rng(3).permutation(len(before)))
    assert points(metric, after) == pytest.approx(points(metric, before), nan_ok=True)


@METRICS
def test_a_weight_of_two_is_the_row_twice_and_of_none_is_no_row(metric: Metric, kind: str, drawn):
    one = drawn(kind, 4, 50, decimals=1)
    weights = np.random.default_rng(5).integers(0, 3, (20, 50)).astype(float)
    values = metric.values(Sample(one, weights))
    for row, expected in zip(weights, values, strict=True):
        repeated = one.where(np.repeat(np.arange(50), row.astype(int)))
        assert points(metric, repeated) == pytest.approx(expected, nan_ok=True)


@METRICS
def test_resamples_do_not_touch_each_other(metric: Metric, kind: str, drawn):
    one, weights = drawn(kind, 6, 40), np.random.default_rng(7).integers(0, 3, (5, 40)).astype(float)
    alone = np.concatenate([metric.values(Sample(one, row[None])) for row in weights])
    assert metric.values(Sample(one, weights)) == pytest.approx(alone, nan_ok=True)


@METRICS
def test_values_and_support_have_one_column_or_one_a_label(metric: Metric, kind: str, drawn):
    sample = Sample(drawn(kind, 8), np.ones((3, 120)))
    shape = (3, 6 if metric.per_class else 1)
    assert metric.values(sample).shape == metric.support(sample).shape == shape
    assert (metric.support(sample) >= 0).all()
    assert (metric.support(sample) <= 120 * (6 if kind == MULTI else 1)).all()


@METRICS
def test_undefined_is_none_with_a_reason_and_never_a_number(metric: Metric, kind: str, drawn, right):
    nothing = drawn(kind, 0, 0)
    for one in score(nothing, 20, chosen=[metric]):
        assert (one.value, one.low, one.high, one.n) == (None, None, None, 0)
        assert one.reason == "no row with a label"
    if kind == REGRESSION:
        return
    few = right(drawn(kind, 11, 300))
    few = few.where(~np.stack([few.of_class(label) for label in (3, 4, 5)]).any(axis=0))  # no row of the last three
    for one in score(few, 50, chosen=[metric]):
        if one.label in few.labels[3:]:
            assert (one.value, one.low, one.high, one.n) == (None, None, None, 0)
            assert f"no row of class {one.label!r}" in one.reason
        else:
            assert one.value == pytest.approx(1.0 if metric.higher_is_better else 0.0, abs=1e-9)
            assert one.reason == ""


@METRICS
def test_the_interval_holds_the_value_and_stays_within_bounds(metric: Metric, kind: str, drawn):
    for seed in range(5):
        for one in score(drawn(kind, seed, 30, decimals=1), 200, seed, chosen=[metric]):
            if one.value is not None:
                least, most = metric.bounds
                assert least <= one.low <= one.value <= one.high <= most
                assert one.low < one.high
                assert np.isfinite([one.low, one.high]).all()


@METRICS
def test_a_label_the_model_does_not_know_is_an_error_and_never_a_gap(metric: Metric, kind: str, drawn):
    if kind == REGRESSION:
        return
    one = drawn(kind, 9, 60)
    if isinstance(one, LabelSets):
        strange = np.arange(60) < 10
        other = LabelSets(one.ids, one.truth, one.probabilities, one.labels, one.has_truth, strange)
    else:
        truth = one.truth.copy()
        truth[np.flatnonzero(one.predicted == truth)[:10]] = UNKNOWN
        other = type(one)(one.ids, truth, one.probabilities, one.labels)
    before, after = points(metric, one), points(metric, other)
    assert np.isfinite(after).all()
    untouched = ("roc_auc", "rms_calibration_error", "ece")
    by_answers = ("pr_auc", "macro_precision", "micro_precision", "weighted_precision", "micro_f1")
    if metric.name not in untouched and not metric.per_class and not (kind == MULTI and metric.name in by_answers):
        assert (after < before) == metric.higher_is_better
    if metric.name == "precision" and kind != MULTI:
        assert (after <= before).all()
        assert (after < before).any()


def test_what_is_for_one_kind_alone_refuses_the_others(drawn):
    with pytest.raises(TypeError, match="not for regression"):
        points(metric_named("mcc"), drawn(REGRESSION, 1))
    with pytest.raises(TypeError, match="not for multi_label_classification"):
        points(metric_named("ece"), drawn(MULTI, 1))
    assert isinstance(drawn(SINGLE, 1), Predictions)
