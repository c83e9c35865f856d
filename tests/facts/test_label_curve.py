"""Labels of a row, one by one: which sets hold them, and which rows a probe gives them to."""

import numpy as np
import polars as pl

from finetooth.facts.label_curve import labels_of_sets, said_by_share


def test_sets_are_taken_apart_and_rare_labels_left_out() -> None:
    sets = pl.Series("label", ["a\x1fb"] * 10 + ["a"] * 5 + [""] * 9 + ["c"] * 2)
    held, names = labels_of_sets(sets, 8)
    assert names == ("a", "b")
    assert held.tolist() == [[False, False], [True, False], [True, True], [False, False]]


def test_the_highest_scores_get_the_label() -> None:
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.4], [0.0, 0.3]])
    said = said_by_share(scores, np.array([0.5, 0.25]))
    assert said.tolist() == [[True, False], [True, False], [False, True], [False, False]]
    assert said_by_share(-scores, np.array([0.5, 0.25]))[:, 0].tolist() == [False, False, True, True]


def test_each_label_is_given_at_least_once() -> None:
    assert said_by_share(np.array([[0.2], [0.7]]), np.array([0.0])).tolist() == [[False], [True]]
