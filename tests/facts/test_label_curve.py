"""Labels of a row, one by one: which sets hold them, and what their mean F1 is."""

import numpy as np
import polars as pl
import pytest

from finetooth.facts.label_curve import labels_f1, labels_of_sets


def test_sets_are_taken_apart_and_rare_labels_left_out() -> None:
    sets = pl.Series("label", ["a\x1fb"] * 10 + ["a"] * 5 + [""] * 9 + ["c"] * 2)
    held = labels_of_sets(sets, 8)
    assert held.tolist() == [[False, False], [True, False], [True, True], [False, False]]


def test_the_highest_scores_get_the_label() -> None:
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 0]], bool)
    right = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.4], [0.0, 0.3]])
    assert labels_f1(truth, right, np.array([0.5, 0.25])) == 1.0
    assert labels_f1(truth, -right, np.array([0.5, 0.25])) == 0.0
    assert labels_f1(truth, right, np.array([0.25, 0.25])) == pytest.approx((2 / 3 + 1) / 2)
    assert labels_f1(truth[:, :1] & False, right[:, :1], np.array([0.5])) == 0.0
