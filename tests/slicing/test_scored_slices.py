import math

import numpy as np
import pytest

from finetooth.metrics import metric_named
from finetooth.metrics.holm import holm
from finetooth.metrics.score import score
from finetooth.slicing.scored_slices import scored_slices


def test_each_slice_is_scored_as_its_rows_alone_would_be(answers):
    told = answers(240, np.arange(0, 240, 7))
    found = {one.name: one for one in scored_slices(told, resamples=300)}
    north = told.predictions.where(np.arange(240) // 2 % 3 == 0)
    metric, accuracy = score(north, 300, 0, chosen=[metric_named("macro_f1"), metric_named("accuracy")])
    assert found["shop = north"].metric == metric
    assert found["shop = north"].accuracy == accuracy
    assert found["shop = north"].rows == 80
    assert found["shop = north"].sure == pytest.approx(0.9)


def test_label_length_confidence_and_columns_are_cut_and_columns_can_be_named(answers):
    told = answers(240, [3])
    kinds = {one.kind for one in scored_slices(told, resamples=200)}
    assert {"label", "length", "shop", "app"} <= kinds
    assert not kinds & {"many", "confidence"}  # all are as sure: one band of confidence is no slice
    kinds = {one.kind for one in scored_slices(told, ["app"], 200)}
    assert "app" in kinds
    assert "shop" not in kinds


def test_less_sure_rows_are_told_and_not_tested(answers):
    told = answers(240, np.arange(0, 240, 5))
    told.predictions.probabilities[:60] = np.where(told.predictions.probabilities[:60] > 0.5, 0.6, 0.4)
    bands = [one for one in scored_slices(told, resamples=200) if one.kind == "confidence"]
    assert [(one.value, one.rows, one.sure) for one in bands] == [
        ("50 to 70 %", 60, pytest.approx(0.6)),
        ("90 to 99 %", 180, pytest.approx(0.9)),
    ]
    assert all(math.isnan(one.p) and math.isnan(one.adjusted) for one in bands)


def test_chances_are_corrected_for_all_slices_together(answers):
    wrong = np.flatnonzero((np.arange(240) // 2 % 3 == 0) & (np.arange(240) % 4 == 0))
    found = scored_slices(answers(240, wrong), resamples=200)
    assert tuple(one.adjusted for one in found) == holm([one.p for one in found])
    north = next(one for one in found if one.name == "shop = north")
    assert north.worse
    assert north.adjusted < 0.05
    assert north.gap == pytest.approx(north.accuracy.value - 1.0)


def test_a_slice_of_one_class_has_no_score_over_the_classes(answers):
    found = {one.name: one for one in scored_slices(answers(240, [1, 2]), resamples=200)}
    assert found["label = good"].metric.value is None
    assert "one class" in found["label = good"].metric.reason
    assert found["label = good"].accuracy.value == pytest.approx(119 / 120)
