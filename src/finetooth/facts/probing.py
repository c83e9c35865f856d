"""Quick probes: ridge regression on frozen features in closed form, and features of the words without a model."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from finetooth.facts.label_noise.features import single_word_features

_PENALTIES = np.logspace(-3, 2, 21)  # fine, so that a curve has no steps where the choice changes
_COMPONENTS = 256
_MORE = 10  # columns that are tried beside those kept
_ROUNDS = 2  # of the power iteration


def ridge_ladder(
    train: np.ndarray, classes: np.ndarray, sizes: Sequence[int], test: np.ndarray, count: int
) -> Iterator[np.ndarray]:
    """Yield float64[n, count] for each size: class scores of ridge regression fitted to so many of the first rows.

    Targets are one-hot. Sizes grow, and each takes up the sums of the one before: no row is multiplied twice. The
    penalty is that with the least generalised cross-validation error, which needs the sums alone (Golub, Heath & Wahba
    1979); the exact leave-one-out error chose no better.
    """
    wide = np.hstack([train, np.ones((len(train), 1), train.dtype)])
    targets = np.zeros((len(classes), count), train.dtype)
    targets[np.arange(len(classes)), classes] = 1
    gram, cross = np.zeros((wide.shape[1],) * 2), np.zeros((wide.shape[1], count))
    for start, stop in zip([0, *sizes], sizes, strict=False):
        part = wide[start:stop]
        gram += part.T @ part
        cross += part.T @ targets[start:stop]
        weights, shift = _solved(gram, cross)
        yield np.asarray(test @ weights + shift)


def _solved(gram: np.ndarray, cross: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights float64[d, k] and shifts float64[k] from sums of products; the last column was ones."""
    rows, sums, held = gram[-1, -1], gram[:-1, -1], cross[-1]
    inputs = gram[:-1, :-1] - np.outer(sums, sums) / rows
    outputs = cross[:-1] - np.outer(sums, held) / rows
    strengths, axes = (one.astype(np.float64) for one in np.linalg.eigh(inputs.astype(np.float32)))
    strengths = np.maximum(strengths, 0.0)
    inner = axes.T @ outputs
    shrunk = 1.0 / (strengths + _PENALTIES[:, None])
    told, spread = (inner**2).sum(axis=1), rows - float(held @ held) / rows
    free = 1 - ((strengths * shrunk).sum(axis=1) + 1) / rows
    missed = (spread - (shrunk * (2 - strengths * shrunk)) @ told) / np.maximum(free, 1e-9) ** 2
    weights = axes @ (shrunk[np.argmin(missed)][:, None] * inner)
    return weights, (held - sums @ weights) / rows


def text_features(texts: pl.Series) -> np.ndarray:
    """Return float32[n, d]: TF-IDF of words in at most 256 components (Deerwester et al. 1990), of length 1.

    A randomised decomposition with two power iterations (Halko, Martinsson & Tropp 2011).
    """
    table = single_word_features(texts)
    if not table.shape[1]:  # no word stands in two texts
        return np.zeros((len(texts), 1), np.float32)
    if min(table.shape) <= _COMPONENTS + _MORE:
        values = np.asarray(table.todense(), np.float32)
    else:
        draw = np.random.default_rng(0).standard_normal((table.shape[1], _COMPONENTS + _MORE), np.float32)
        seen = _orthonormal(table @ draw)
        for _ in range(_ROUNDS):
            seen = _orthonormal(table @ _orthonormal(table.T @ seen))
        turned = table.T @ seen
        _, axes = np.linalg.eigh((turned.T @ turned).astype(np.float64))
        lengths = np.linalg.norm(turned @ axes[:, -_COMPONENTS:].astype(np.float32), axis=0)
        values = (seen @ axes[:, -_COMPONENTS:].astype(np.float32)) * lengths
    return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-12), np.float32)


def _orthonormal(columns: np.ndarray) -> np.ndarray:
    """Return float32 columns of length 1 at right angles that span the same, by the eigenvectors of their products."""
    strengths, axes = np.linalg.eigh((columns.T @ columns).astype(np.float64))
    scaled = axes / np.sqrt(np.maximum(strengths, strengths[-1] * 1e-12 + 1e-30))
    return np.asarray(columns @ scaled.astype(np.float32), np.float32)
