"""Labels that were asked for: rows that are hard on purpose make no file look worse than it is."""

import numpy as np
import pytest

from finetooth.field.labelling import next_rows, refined
from finetooth.metrics.predictions import Predictions
from finetooth.monitoring.labelled import estimated_errors
from finetooth.monitoring.results import Ends

ROWS, LABELS, TEST_ROWS, RATE = 300, 60, 300, 0.0025


def answers_to_test_rows(draw, chances):
    right = draw.random(TEST_ROWS) < draw.choice(chances, TEST_ROWS)
    truth = np.where(right, 0, 1)
    return Predictions(np.arange(TEST_ROWS), truth, np.tile([0.9, 0.1], (TEST_ROWS, 1)), ("a", "b"))


def estimate(seed, fall=0.0):
    """Return the signal of a file whose labels were drawn by `label_next.csv`, and how often those are wrong."""
    draw = np.random.default_rng(seed)
    chances, uncovered = np.clip(draw.beta(6, 0.7, ROWS), 0.5, 0.999), draw.random(ROWS) < 0.1
    right = draw.random(ROWS) < chances - fall
    asked = draw.permutation(next_rows(chances, uncovered, np.zeros(ROWS, bool), seed)[0])[:LABELS]
    labelled = np.isin(np.arange(ROWS), asked)
    value, error, _ = refined(chances, uncovered, labelled, right, 0.05)
    ends = Ends("accuracy", value, value - 1.645 * error, min(1.0, value + 1.645 * error), LABELS)
    return estimated_errors(answers_to_test_rows(draw, chances), ends, RATE), float((~right)[labelled].mean())


def test_labels_of_hard_rows_are_no_alarm_where_nothing_moved():
    found = [estimate(seed) for seed in range(120)]
    assert np.mean([wrong for _, wrong in found]) > 1.3 * np.mean([one.usual for one, _ in found])
    assert sum(one.alarm for one, _ in found) <= 2  # 0.3 are expected
    assert np.mean([one.value - one.usual for one, _ in found]) == pytest.approx(0, abs=0.01)


def test_a_real_fall_is_an_alarm():
    assert sum(estimate(seed, fall=0.35)[0].alarm for seed in range(40)) >= 36


def test_less_than_a_point_is_none():
    draw = np.random.default_rng(0)
    known = answers_to_test_rows(draw, np.full(TEST_ROWS, 0.9))
    right = float((known.predicted == known.truth).mean())
    sure = Ends("accuracy", right - 0.009, right - 0.009, right - 0.009, 300)
    assert not estimated_errors(known, sure, 0.5).alarm
