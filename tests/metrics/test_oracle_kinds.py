"""Several labels, grades and numbers: every metric that scikit-learn has is the same to 1e-12."""

import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn import metrics as oracle

from finetooth.metrics import metrics_for
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import Grades
from finetooth.metrics.sample import Sample
from finetooth.metrics.score import score
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION

CALM = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
NAN = {"zero_division": np.nan}


@st.composite
def sets(draw: st.DrawFn) -> LabelSets:
    """Draw 2 to 6 labels, some that no row has, and 1 to 40 rows, some without any label; with ties or without."""
    labels, rows = draw(st.integers(2, 6)), draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    truth = random.random((rows, labels)) < random.choice([0.0, 0.1, 0.5, 0.9], labels)
    table = random.random((rows, labels))
    table = (table * 4).round() / 4 if draw(st.booleans()) else table
    known = np.ones(rows, bool)
    return LabelSets(np.arange(rows), truth, table, tuple("abcdef"[:labels]), known, ~known)


@st.composite
def numbers(draw: st.DrawFn) -> Numbers:
    """Draw 1 to 40 rows, with ties or without, far from zero or near it."""
    rows = draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    truth = random.normal(draw(st.sampled_from([0.0, 1000.0])), 2, rows)
    said = truth + random.normal(0, draw(st.sampled_from([0.1, 5.0])), rows)
    return Numbers(np.arange(rows), *((truth, said) if draw(st.booleans()) else (truth.round(), said.round())))


@st.composite
def grades(draw: st.DrawFn) -> Grades:
    """Draw 2 to 6 grades without gaps, some of which no row has, and 1 to 40 rows."""
    count, rows = draw(st.integers(2, 6)), draw(st.integers(1, 40))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    table = random.dirichlet(np.ones(count), rows)
    return Grades(
        np.arange(rows), random.integers(0, draw(st.integers(1, count)), rows), table, tuple("123456"[:count])
    )


def mean_where_defined(function, one: LabelSets) -> float:
    columns = [place for place in range(len(one.labels)) if 0 < one.truth[:, place].sum() < len(one)]
    return float(np.mean([function(one.truth[:, place], one.probabilities[:, place]) for place in columns]))


def averaged(function, average: str):
    return lambda one: function(one.truth, one.predicted, average=average, **NAN)


OF_SETS = {
    "subset_accuracy": lambda one: oracle.accuracy_score(one.truth, one.predicted),
    "hamming_loss": lambda one: oracle.hamming_loss(one.truth, one.predicted),
    "label_ranking_average_precision": lambda one: oracle.label_ranking_average_precision_score(
        one.truth, one.probabilities
    ),
    "roc_auc": lambda one: mean_where_defined(oracle.roc_auc_score, one),
    "pr_auc": lambda one: mean_where_defined(oracle.average_precision_score, one),
    "micro_f1": averaged(oracle.f1_score, "micro"),
    "micro_precision": averaged(oracle.precision_score, "micro"),
    "micro_recall": averaged(oracle.recall_score, "micro"),
    "weighted_f1": averaged(oracle.f1_score, "weighted"),
    "weighted_recall": averaged(oracle.recall_score, "weighted"),
    "macro_f1": averaged(oracle.f1_score, "macro"),
    "macro_recall": averaged(oracle.recall_score, "macro"),
}
OF_NUMBERS = {
    "mean_absolute_error": lambda one: oracle.mean_absolute_error(one.truth, one.values),
    "root_mean_squared_error": lambda one: oracle.root_mean_squared_error(one.truth, one.values),
    "r2": lambda one: oracle.r2_score(one.truth, one.values),
    "spearman": lambda one: spearmanr(one.truth, one.values).statistic,
}
OF_GRADES = {
    "mean_absolute_error": lambda one: oracle.mean_absolute_error(one.truth, one.predicted),
    "quadratic_kappa": lambda one: oracle.cohen_kappa_score(
        one.truth, one.predicted, weights="quadratic", labels=np.arange(len(one.labels))
    ),
}


def same(name: str, kind: str, one, oracles) -> None:
    metric = next(metric for metric in metrics_for(kind) if metric.name == name and not metric.per_class)
    value = metric.values(Sample.whole(one))[0, 0]
    if np.isfinite(value):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert value == pytest.approx(oracles[name](one), abs=1e-12, rel=1e-12)
    else:
        assert metric.reason(one, 0) not in ("", "no row with a label")


@pytest.mark.parametrize("name", OF_SETS)
@CALM
@given(one=sets())
def test_several_labels(name: str, one: LabelSets):
    same(name, MULTI, one, OF_SETS)


@pytest.mark.parametrize("name", OF_NUMBERS)
@CALM
@given(one=numbers())
def test_numbers(name: str, one: Numbers):
    same(name, REGRESSION, one, OF_NUMBERS)


@pytest.mark.parametrize("name", OF_GRADES)
@CALM
@given(one=grades())
def test_grades(name: str, one: Grades):
    same(name, ORDINAL, one, OF_GRADES)


@CALM
@given(one=sets())
def test_each_label_is_scored_as_a_problem_of_its_own(one: LabelSets):
    found = {(item.metric, item.label): item for item in score(one, 20)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, label in enumerate(one.labels):
            truth, said = one.truth[:, place], one.predicted[:, place]
            for name, function in (("recall", oracle.recall_score), ("f1", oracle.f1_score)):
                item, expected = found[name, label], function(truth, said, **NAN)
                assert item.value == (None if np.isnan(expected) else pytest.approx(expected, abs=1e-12))
                assert item.n == truth.sum()


def test_grades_with_a_gap_lie_as_far_apart_as_their_numbers():
    one = Grades(np.arange(3), np.array([0, 1, 2]), np.eye(3)[[0, 2, 2]], ("1", "2", "5"))
    found = {item.metric: item.value for item in score(one, 20)}
    assert found["mean_absolute_error"] == pytest.approx(1.0)
    assert found["quadratic_kappa"] == pytest.approx(1 - 9 / (1 + 4 + 25 + 1 + 25 + 25 - 2 * 8 * 11 / 3))
