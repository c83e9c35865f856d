"""What is still to be gained: nothing where trials are alike, the more the further apart they are and the more left."""

import math

import numpy as np
import pytest

from finetooth.search.worth import expected_gain


def test_two_trials_tell_nothing():
    assert expected_gain([0.8, 0.7], 0.8, 0.01, 0.0, 10) == math.inf


def test_trials_that_are_alike_promise_nothing():
    assert expected_gain([0.8, 0.8, 0.8], 0.8, 0.01, 0.0, 100) == 0.0
    assert expected_gain([0.800, 0.803, 0.798, 0.801], 0.8, 0.02, 0.0, 100) == 0.0, "no further apart than noise"


def test_trials_far_apart_promise_more_the_more_are_left():
    scores = [0.6, 0.7, 0.8, 0.65]
    few, many = (expected_gain(scores, 0.8, 0.01, 0.0, left) for left in (1, 4))
    assert 0.005 < few < many


def test_a_lead_that_is_needed_lowers_what_is_promised():
    scores = [0.70, 0.72, 0.74, 0.71]
    free, asked = (expected_gain(scores, 0.74, 0.01, needed, 5) for needed in (0.0, 0.08))
    assert asked < free


def test_a_high_best_leaves_less_to_gain():
    scores = [0.70, 0.72, 0.74, 0.71]
    assert expected_gain(scores, 0.80, 0.01, 0.0, 5) < expected_gain(scores, 0.74, 0.01, 0.0, 5)


@pytest.mark.parametrize("spread", [0.01, 0.05])
def test_more_is_promised_than_random_trials_bring(spread: float):
    """The upper limit of the spread is taken: six more trials gain less than is promised after six, on the mean."""
    draw = np.random.default_rng(0)
    promised, gained = [], []
    for _ in range(200):
        first, further = draw.normal(0.8, spread, (2, 6))
        gained.append(max(0.0, further.max() - first.max()))
        promised.append(expected_gain(list(first), first.max(), 0.0, 0.0, 6))
    assert np.mean(gained) < np.mean(promised) < 10 * np.mean(gained)
