"""Folds that keep copies of a text together and the classes' shares alike."""

import numpy as np

Array = np.ndarray


def make_folds(groups: Array, codes: Array, count: int, seed: int) -> Array:
    """Return the fold of each row, Int64[n]: rows of one group share it, and each class is dealt out evenly."""
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    draw = np.random.default_rng(seed).random(len(first))
    order = np.lexsort((draw, codes[first]))
    dealt = np.empty(len(first), np.int64)
    dealt[order] = np.arange(len(first)) % count
    return np.asarray(dealt[inverse])


def fold_count(rows: int) -> int:
    """Return how many folds: 5, and 10 where rows are few and each is missed."""
    return 10 if rows < 1_000 else 5
