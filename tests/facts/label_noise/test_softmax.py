"""The softmax fit against scikit-learn, out of fold, and warm."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from finetooth.facts.label_noise.softmax import SoftmaxFit, out_of_fold, softmax, with_bias


def _rows(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    codes = draw.integers(0, 4, count)
    middles = draw.standard_normal((4, 6))
    return (middles[codes] + draw.standard_normal((count, 6))).astype(np.float32), codes


def test_it_finds_what_scikit_learn_finds() -> None:
    features, codes = _rows()
    weights = SoftmaxFit(with_bias(features), codes, 4, 1.0).run(60)
    told = softmax(with_bias(features) @ weights)
    reference = LogisticRegression(C=1.0, max_iter=500).fit(features, codes).predict_proba(features)
    assert np.abs(told - reference).mean() < 0.01
    assert (told.argmax(1) == reference.argmax(1)).mean() > 0.99


def test_two_classes_work_too() -> None:
    features, codes = _rows()
    told = out_of_fold(features, (codes > 1).astype(np.int64), 2, np.arange(400) % 5).probabilities
    assert ((told[:, 1] > 0.5) == (codes > 1)).mean() > 0.7
    assert np.allclose(told.sum(1), 1, atol=1e-5)


def test_a_row_is_told_without_its_own_label() -> None:
    features, codes = _rows()
    folds, other = np.arange(400) % 5, codes.copy()
    other[folds == 0] = 0
    first, second = out_of_fold(features, codes, 4, folds), out_of_fold(features, other, 4, folds)
    assert np.allclose(first.probabilities[folds == 0], second.probabilities[folds == 0])
    assert not np.allclose(first.probabilities[folds == 1], second.probabilities[folds == 1])


def test_a_warm_start_needs_one_iteration_where_nothing_changed() -> None:
    features, codes = _rows()
    folds = np.arange(400) % 5
    first = out_of_fold(features, codes, 4, folds)
    warm = out_of_fold(features, codes, 4, folds, iterations=1, start=first.weights)
    cold = out_of_fold(features, codes, 4, folds, iterations=1)
    away, afar = (np.abs(run.probabilities - first.probabilities).mean() for run in (warm, cold))
    assert away < 0.02 < afar
