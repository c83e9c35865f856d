"""Quick probes: ridge regression on frozen features in closed form, and features of the words without a model."""

import numpy as np
import polars as pl

_PENALTIES = np.logspace(-3, 2, 6)
_COMPONENTS = 256


def ridge_scores(train: np.ndarray, classes: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Return float64[n, k]: class scores of ridge regression on one-hot targets.

    The penalty is that with the least leave-one-out error, which has a closed form (Allen 1974, PRESS).
    """
    count = int(classes.max()) + 1
    targets = np.zeros((len(classes), count))
    targets[np.arange(len(classes)), classes] = 1.0
    center, mean = train.mean(axis=0, dtype=np.float64), targets.mean(axis=0)
    inputs, outputs = train - center, targets - mean
    strengths, axes = np.linalg.eigh(inputs.T @ inputs)  # squared singular values: many times quicker than an SVD
    strengths = np.maximum(strengths, 0.0)
    turned = inputs @ axes
    inner = turned.T @ outputs
    best, weights = np.inf, np.zeros((train.shape[1], count))
    for penalty in _PENALTIES:
        shrunk = 1.0 / (strengths + penalty)
        leverage = np.minimum((turned**2) @ shrunk + 1.0 / len(train), 0.999)
        held = shrunk[:, None] * inner
        missed = float((((outputs - turned @ held) / (1 - leverage)[:, None]) ** 2).mean())
        if missed < best:
            best, weights = missed, axes @ held
    return np.asarray((test - center) @ weights + mean)


def macro_f1(truth: np.ndarray, predicted: np.ndarray) -> float:
    """Return the mean F1 over the classes that stand in ``truth``."""
    count = int(max(truth.max(initial=0), predicted.max(initial=0))) + 1
    hits = np.bincount(truth[truth == predicted], minlength=count)
    real, said = np.bincount(truth, minlength=count), np.bincount(predicted, minlength=count)
    scores = 2 * hits / np.maximum(real + said, 1)
    return float(scores[real > 0].mean()) if (real > 0).any() else 0.0


def text_features(texts: pl.Series) -> np.ndarray:
    """Return float64[n, d]: TF-IDF of words in at most 256 components (Deerwester et al. 1990), of length 1."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    pattern = r"(?u)[^\W_]+"
    counted = TfidfVectorizer(sublinear_tf=True, min_df=2, token_pattern=pattern, lowercase=False)
    try:
        table = counted.fit_transform(texts.to_list())
    except ValueError:  # no word stands in two texts
        return np.zeros((len(texts), 1))
    if table.shape[1] <= _COMPONENTS:
        values = table.toarray()
    else:
        values = TruncatedSVD(_COMPONENTS, random_state=0).fit_transform(table)
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12))
