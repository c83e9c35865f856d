"""Sparse features as a few hundred dense columns: similarities to landmark rows (Nyström; Williams & Seeger 2001)."""

import numpy as np

from finetooth.facts.label_noise.features import Sparse

Array = np.ndarray
_RIDGE = 1e-4
_OFTEN = 1_000  # columns that are multiplied as dense ones
_BLOCK = 4_096  # rows at a time


def landmark_features(features: Sparse, count: int, seed: int, among: int | None = None) -> Array:
    """Return float32[n, min(count, n)] whose inner products are close to those of ``features``.

    The landmarks are drawn from the first ``among`` rows, or from all.
    """
    rows = among or features.shape[0]
    chosen = np.sort(np.random.default_rng(seed).choice(rows, min(count, rows), replace=False))
    alike = _products(features, features[chosen])
    values, vectors = np.linalg.eigh(alike[chosen] + _RIDGE * np.eye(len(chosen), dtype=np.float32))
    scaled = vectors / np.sqrt(np.maximum(values, _RIDGE))
    return np.asarray(alike @ scaled, dtype=np.float32)


def _products(features: Sparse, marks: Sparse) -> Array:
    """Return features @ marks.T as float32[n, m]: the most frequent columns as dense ones, the rest sparse by sparse.

    Sparse rows by a wide dense table take twice the time: most of their entries are in few columns.
    """
    often = np.sort(np.argsort(-np.bincount(features.indices, minlength=features.shape[1]), kind="stable")[:_OFTEN])
    rare = marks.copy()
    rare.data[np.isin(rare.indices, often)] = 0
    rare.eliminate_zeros()
    alike = np.asarray((features @ rare.T.tocsr()).todense(), np.float32)
    common = np.ascontiguousarray(marks[:, often].toarray().T)
    for start in range(0, len(alike), _BLOCK):
        alike[start : start + _BLOCK] += features[start : start + _BLOCK, often].toarray() @ common
    return alike
