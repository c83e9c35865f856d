"""The softmax fit against scikit-learn, out of fold, and warm."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from finetooth.facts.label_noise.softmax import FoldedFits, SoftmaxFit, with_bias


def _rows(count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(0)
    codes = draw.integers(0, 4, count)
    middles = draw.standard_normal((4, 6))
    return (middles[codes] + draw.standard_normal((count, 6))).astype(np.float32), codes


def test_it_finds_what_scikit_learn_finds() -> None:
    features, codes = _rows()
    fit = SoftmaxFit(with_bias(features), codes, 4, 1.0)
    told = fit.probabilities(with_bias(features) @ fit.run(60))
    reference = LogisticRegression(C=1.0, max_iter=500).fit(features, codes).predict_proba(features)
    assert np.abs(told - reference).mean() < 0.01
    assert (told.argmax(1) == reference.argmax(1)).mean() > 0.99


def test_two_classes_work_too() -> None:
    features, codes = _rows()
    told = FoldedFits(features, np.arange(400) % 5, 2).run((codes > 1).astype(np.int64)).probabilities
    assert ((told[:, 1] > 0.5) == (codes > 1)).mean() > 0.7
    assert np.allclose(told.sum(1), 1, atol=1e-5)


def test_a_row_is_told_without_its_own_label() -> None:
    features, codes = _rows()
    folds, other = np.arange(400) % 5, codes.copy()
    other[folds == 0] = 0
    first, second = (FoldedFits(features, folds, 4).run(labels) for labels in (codes, other))
    assert np.allclose(first.probabilities[folds == 0], second.probabilities[folds == 0])
    assert not np.allclose(first.probabilities[folds == 1], second.probabilities[folds == 1])


def test_a_warm_start_needs_one_iteration_where_nothing_changed() -> None:
    features, codes = _rows()
    folds = np.arange(400) % 5
    fits = FoldedFits(features, folds, 4)
    first = fits.run(codes)
    warm, cold = fits.run(codes, 1, first.weights), fits.run(codes, 1)
    away, afar = (np.abs(run.probabilities - first.probabilities).mean() for run in (warm, cold))
    assert away < 0.02 < afar


@pytest.mark.parametrize("classes", [2, 4, 20])
def test_fits_side_by_side_are_those_of_scikit_learn_fold_by_fold(classes: int) -> None:
    features, codes = _rows()
    codes, folds = (codes + 4 * (np.arange(400) % 5)) % classes, np.arange(400) // 2 % 5
    told = FoldedFits(features, folds, classes, 1.0).run(codes, 80).probabilities
    for fold in range(5):
        out = folds == fold
        theirs = LogisticRegression(C=1.0, max_iter=500).fit(features[~out], codes[~out]).predict_proba(features[out])
        if classes > 2:  # scikit-learn fits two classes with one column, under the same penalty for it
            assert np.abs(told[out] - theirs).mean() < 0.01
        else:
            assert ((told[out] > 0.5) == (theirs > 0.5)).mean() > 0.98
