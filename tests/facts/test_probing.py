"""The probe is ridge regression with the penalty of the least cross-validation error."""

import numpy as np
import polars as pl
import pytest

from finetooth.facts.probing import ridge_ladder, text_features


def _error(inputs: np.ndarray, outputs: np.ndarray, penalty: float) -> float:
    """The error of generalised cross-validation, by the hat matrix itself."""
    centred = inputs - inputs.mean(axis=0)
    gram = centred.T @ centred + penalty * np.eye(centred.shape[1])
    hat = centred @ np.linalg.solve(gram, centred.T) + 1 / len(inputs)
    return float((((outputs - hat @ outputs) / (1 - np.trace(hat) / len(inputs))) ** 2).mean())


@pytest.mark.parametrize("noise", [0.05, 1.0, 3.0])
def test_scores_are_those_of_ridge_regression_on_the_first_rows(noise: float) -> None:
    from sklearn.linear_model import Ridge

    draw = np.random.default_rng(0)
    inputs, classes = draw.normal(size=(120, 8)), draw.integers(0, 3, 120)
    inputs[:, 0] += classes / noise
    sizes, penalties = (20, 60, 120), np.logspace(-3, 2, 21)
    for size, ours in zip(sizes, ridge_ladder(inputs, classes, sizes, inputs, 4), strict=True):
        some, targets = inputs[:size], np.eye(4)[classes[:size]]
        best = min(penalties, key=lambda penalty: _error(some, targets, penalty))
        theirs = Ridge(alpha=best).fit(some, targets).predict(inputs)
        assert np.allclose(ours, theirs, atol=1e-4)


def test_features_of_odd_texts() -> None:
    assert text_features(pl.Series(["", "!"])).shape == (2, 1)
    features = text_features(pl.Series([f"the word {n % 3} again" for n in range(9)]))
    assert np.allclose(np.linalg.norm(features, axis=1), 1)


def test_components_keep_the_likeness_of_texts_and_are_the_same_each_time() -> None:
    draw = np.random.default_rng(0)
    texts = pl.Series([" ".join(f"w{word}" for word in draw.integers(0, 60, 8) + 60 * (n % 5)) for n in range(600)])
    features = text_features(texts)
    assert features.shape == (600, 256)
    assert (features == text_features(texts)).all()
    alike, kind = features @ features.T, np.arange(600) % 5
    assert alike[kind[:, None] == kind].mean() > 0.1 > 0.01 > abs(alike[kind[:, None] != kind]).mean()
