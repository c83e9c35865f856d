"""Sparse features as a few hundred dense columns: similarities to landmark rows (Nyström; Williams & Seeger 2001)."""

import numpy as np

from finetooth.facts.label_noise.features import Sparse

Array = np.ndarray
_RIDGE = 1e-4


def landmark_features(features: Sparse, count: int, seed: int, among: int | None = None) -> Array:
    """Return float32[n, min(count, n)] whose inner products are close to those of ``features``.

    The landmarks are drawn from the first ``among`` rows, or from all.
    """
    rows = among or features.shape[0]
    chosen = np.sort(np.random.default_rng(seed).choice(rows, min(count, rows), replace=False))
    marks = features[chosen]
    used = np.unique(marks.indices)  # what no landmark has says nothing about the likeness to one
    dense = np.asarray(marks[:, used].todense(), dtype=np.float32).T
    own = marks[:, used] @ dense
    values, vectors = np.linalg.eigh(own + _RIDGE * np.eye(len(chosen), dtype=np.float32))
    scaled = vectors / np.sqrt(np.maximum(values, _RIDGE))
    return np.asarray(features[:, used] @ (dense @ scaled), dtype=np.float32)
