"""TF-IDF with a linear model, for each kind of problem."""

import numpy as np
import pytest

from finetooth.problems.problem import MULTI, REGRESSION
from finetooth.tasks.baselines import fitted_tfidf

TEXTS = ["hot tea", "hot milk", "cold tea", "cold milk"] * 6


def test_each_label_of_several_is_told_by_itself():
    targets = np.array([[int("hot" in text), int("tea" in text), 0] for text in TEXTS])
    answer = fitted_tfidf(TEXTS, targets, 3, 1, MULTI)
    found = answer(["some hot tea", "some cold milk"])
    assert found.shape == (2, 3)
    assert (found[0, :2] > 0.5).all()
    assert (found[1, :2] < 0.5).all()
    assert found[:, 2].tolist() == [0, 0], "a label that no row has"


def test_numbers_are_told_by_a_ridge():
    targets = np.array([10.0 if "hot" in text else -10.0 for text in TEXTS])
    found = fitted_tfidf(TEXTS, targets, 1, 1, REGRESSION)(["hot", "cold"])
    assert found.shape == (2, 1)
    assert found[:, 0] == pytest.approx([10, -10], abs=4)
