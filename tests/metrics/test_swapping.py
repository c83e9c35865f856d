import math

import numpy as np
import pytest

from finetooth.metrics import all_metrics
from finetooth.metrics.mcnemar import mcnemar
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.swapping import swap_test

F1 = next(metric for metric in all_metrics() if metric.per_class and metric.name == "f1")
ACCURACY = next(metric for metric in all_metrics() if metric.name == "accuracy")
TRUTH = np.arange(120) % 3


def answers(said: np.ndarray, labels: int = 3) -> Predictions:
    return Predictions(np.arange(len(said)), TRUTH[: len(said)], np.eye(labels)[said], tuple("abcd"[:labels]))


def test_for_accuracy_it_agrees_with_mcnemar():
    first, second = TRUTH.copy(), TRUTH.copy()
    first[:12], second[30:34] = (first[:12] + 1) % 3, (second[30:34] + 1) % 3
    (p,) = swap_test(answers(first), answers(second), ACCURACY)
    assert p == pytest.approx(mcnemar(first == TRUTH, second == TRUTH).p, abs=0.02)


def test_a_class_that_lost_its_rows_is_told_and_one_that_did_not_change_is_not():
    second = TRUTH.copy()
    second[(TRUTH == 0) & (np.arange(120) < 60)] = 1
    p = swap_test(answers(TRUTH), answers(second), F1)
    assert p[0] < 0.001
    assert p[2] == 1.0


def test_false_alarms_are_as_rare_as_they_should_be():
    alarms = 0
    for seed in range(120):
        random = np.random.default_rng(seed)
        first, second = (np.where(random.random(120) < 0.7, TRUTH, random.integers(0, 3, 120)) for _ in range(2))
        alarms += swap_test(answers(first), answers(second), ACCURACY, swaps=199, seed=seed)[0] < 0.05
    assert alarms / 120 < 0.11


def test_groups_trade_places_as_a_whole():
    second = TRUTH.copy()
    second[:20] = (second[:20] + 1) % 3
    (alone,) = swap_test(answers(TRUTH), answers(second), ACCURACY)
    (grouped,) = swap_test(answers(TRUTH), answers(second), ACCURACY, np.arange(120) // 10)
    assert alone < 0.001
    assert grouped == pytest.approx(0.5, abs=0.05)  # two groups: all alike in half of the swaps


def test_the_same_answers_give_one_and_an_undefined_class_none():
    same = answers(TRUTH % 3, 4)
    p = swap_test(same, same, F1)
    assert p[:3] == (1.0, 1.0, 1.0)
    assert math.isnan(p[3])
