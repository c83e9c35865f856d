"""Naive Bayes that leaves a row and its copies out, against the plain way of doing so."""

import numpy as np
from scipy.sparse import csr_matrix

from finetooth.facts.label_noise import naive_bayes
from finetooth.facts.label_noise.naive_bayes import left_out_scores, log_likelihoods


def _rows() -> tuple[csr_matrix, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    table = draw.random((12, 8)).astype(np.float32) * (draw.random((12, 8)) > 0.4)
    table[7] = table[3]
    table[9] = table[3]
    groups = np.arange(12)
    groups[[7, 9]] = 3
    codes = draw.integers(0, 3, 12)
    codes[[3, 7, 9]] = [0, 0, 1]
    return csr_matrix(table.astype(np.float32)), codes, groups


def test_each_row_is_told_by_all_rows_but_its_copies() -> None:
    features, codes, groups = _rows()
    told = left_out_scores(features, codes, 3, groups)
    for row in range(12):
        others = groups != groups[row]
        plain = log_likelihoods(features[others], codes[others], 3, features[[row]])
        present = features[[row]].toarray().ravel() > 0
        assert present.any()
        assert np.allclose(told[row], plain[0], atol=1e-2), row


def test_its_own_label_does_not_change_what_is_said_of_a_row() -> None:
    features, codes, groups = _rows()
    other = codes.copy()
    other[0] = (codes[0] + 1) % 3
    told, again = left_out_scores(features, codes, 3, groups), left_out_scores(features, other, 3, groups)
    assert np.allclose(told[0], again[0], atol=1e-3)


def test_a_huge_class_table_keeps_the_frequent_features() -> None:
    features, _, _ = _rows()
    kept = naive_bayes._most_frequent(features, 3)
    assert kept.shape == (12, 3)
    assert naive_bayes._most_frequent(features, 99).shape == (12, 8)
