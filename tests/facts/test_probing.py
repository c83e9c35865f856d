"""The probe is ridge regression with the penalty that leaves one out best."""

import numpy as np
import polars as pl
import pytest

from finetooth.facts.probing import macro_f1, ridge_scores, text_features


def test_scores_are_those_of_ridge_regression() -> None:
    from sklearn.linear_model import RidgeCV

    draw = np.random.default_rng(0)
    inputs, classes = draw.normal(size=(120, 8)), draw.integers(0, 3, 120)
    inputs[:, 0] += classes
    theirs = RidgeCV(alphas=np.logspace(-3, 2, 6)).fit(inputs, np.eye(3)[classes]).predict(inputs)
    assert np.allclose(ridge_scores(inputs, classes, inputs), theirs, atol=1e-6)


def test_macro_f1_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import f1_score

    draw = np.random.default_rng(0)
    truth, said = draw.integers(0, 4, 200), draw.integers(0, 4, 200)
    assert macro_f1(truth, said) == pytest.approx(f1_score(truth, said, average="macro"))


def test_features_of_odd_texts() -> None:
    assert text_features(pl.Series(["", "!"])).shape == (2, 1)
    features = text_features(pl.Series([f"the word {n % 3} again" for n in range(9)]))
    assert np.allclose(np.linalg.norm(features, axis=1), 1)
