"""The effect on test rows: what chance does to the ECE, reliability with counts, coverage with intervals."""

import numpy as np
import polars as pl
import pytest

from finetooth.answering.answering import Answering
from finetooth.answering.effect import ece_by_chance, effect_of, reliability
from finetooth.answering.scaling import Scaling
from finetooth.metrics.predictions import UNLABELLED, Predictions
from finetooth.metrics.score import value


@pytest.mark.parametrize("rows", [300, 4_000])
def test_the_ece_of_a_calibrated_model_is_what_chance_is_told_to_make_of_it(told, rows):
    above, found = 0, []
    for seed in range(60):
        one = told(rows, 3, seed=seed)
        mean, most = ece_by_chance(one.probabilities.max(axis=1), seed)
        found.append((value("ece", one), mean))
        above += value("ece", one) > most
    seen, expected = np.mean(found, axis=0)
    assert seen == pytest.approx(expected, rel=0.12)
    assert above <= 4  # 1 in 100


def test_one_that_is_too_sure_stands_out(told):
    one = told(500, 3, 3.0)
    assert value("ece", one) > 2 * ece_by_chance(one.probabilities.max(axis=1))[1]


def test_reliability_counts_every_row_once(told):
    one = told(400, 3)
    bins = reliability(one)
    assert sum(part.rows for part in bins) == 400
    assert [part.confidence for part in bins] == sorted(part.confidence for part in bins)
    assert all(part.low <= part.right <= part.high for part in bins)
    gap = sum(part.rows * abs(part.right - part.confidence) for part in bins) / 400
    assert gap == pytest.approx(value("ece", one))


def test_coverage_and_precision_of_what_is_answered(told):
    one = told(600, 3)
    answering = Answering(one.labels, abstain_below=0.7)
    found = effect_of(one, answering.predictions(one), answering, (), ())
    sure = one.probabilities.max(axis=1) >= 0.7
    assert found.coverage.value == pytest.approx(sure.mean())
    assert found.coverage.n == 600
    assert found.precision.value == pytest.approx((one.predicted == one.truth)[sure].mean())
    assert found.precision.n == sure.sum()
    assert found.precision.low < found.precision.value < found.precision.high
    none = Answering(one.labels, abstain_below=0.9999)
    assert effect_of(one, none.predictions(one), none, (), ()).precision.reason == "no row is answered"
    plain = Answering(one.labels)
    assert effect_of(one, one, plain, (), ()).coverage is None


def test_rows_of_a_group_are_resampled_together(told):
    one = told(600, 3)
    answering = Answering(one.labels, abstain_below=0.5)
    order = np.argsort(one.probabilities.max(axis=1))
    groups = pl.Series(np.empty(600, object).tolist(), dtype=pl.String)
    names = [""] * 600
    for place, row in enumerate(order.tolist()):
        names[row] = f"g{place // 30}"  # the sure ones stand together
    alone, tied = (effect_of(one, one, answering, (), (), given).coverage for given in (groups, pl.Series(names)))
    assert tied.high - tied.low > 2 * (alone.high - alone.low)


def test_rows_without_a_label_are_no_evidence(told):
    one = told(40)
    bare = Predictions(one.ids, np.full(40, UNLABELLED), one.probabilities, one.labels)
    found = effect_of(bare, bare, Answering(one.labels, Scaling("temperature", 2.0)), (), ())
    assert (found.reliability, found.ece_by_chance, found.curve) == ((), None, ())
