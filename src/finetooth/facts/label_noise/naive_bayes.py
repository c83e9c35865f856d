"""Multinomial naive Bayes with each row (and all copies of it) left out exactly, in one pass over the sparse table."""

import numpy as np

from finetooth.facts.label_noise.features import Sparse

Array = np.ndarray
_SMOOTHING = np.float32(0.1)
_TABLE = 60_000_000  # cells of the class table


def left_out_scores(features: Sparse, codes: Array, classes: int, groups: Array) -> Array:
    """Return log-likelihoods of each class, float32[n, C], from all rows but those of the row's own group.

    Rows of one group hold the same text, so taking out a group is taking out its features as often as it occurs.
    """
    features = _most_frequent(features, max(1_000, _TABLE // max(1, classes)))
    table = _class_table(features, codes, classes)
    sums = table.sum(1)
    scores = features @ np.log(table).T - np.asarray(features.sum(1)).reshape(-1, 1) * np.log(sums)
    return _without_own(np.asarray(scores, np.float32), features, table, sums, _copies(codes, classes, groups))


def log_likelihoods(features: Sparse, codes: Array, classes: int, others: Sparse) -> Array:
    """Return log-likelihoods of each class for ``others``, float32[m, C], from all rows of ``features``."""
    table = _class_table(features, codes, classes)
    scores = others @ np.log(table).T - np.asarray(others.sum(1)).reshape(-1, 1) * np.log(table.sum(1))
    return np.asarray(scores, np.float32)


def _class_table(features: Sparse, codes: Array, classes: int) -> Array:
    from scipy.sparse import csr_matrix

    rows = len(codes)
    chosen = csr_matrix((np.ones(rows, np.float32), (codes, np.arange(rows))), shape=(classes, rows))
    return np.asarray((chosen @ features).todense(), np.float32) + _SMOOTHING


def _copies(codes: Array, classes: int, groups: Array) -> tuple[Array, Array, Array]:
    """Return (row, class, count) for every class that the row's group carries: its own, and those of its copies."""
    _, group = np.unique(groups, return_inverse=True)
    pair, count = np.unique(group.astype(np.int64) * classes + codes, return_counts=True)
    begin = np.searchsorted(pair, group.astype(np.int64) * classes)
    many = np.searchsorted(pair, (group.astype(np.int64) + 1) * classes) - begin
    row = np.repeat(np.arange(len(codes)), many)
    place = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + begin[row]
    return row, pair[place] % classes, count[place].astype(np.float32)


def _without_own(scores: Array, features: Sparse, table: Array, sums: Array, copies: tuple[Array, ...]) -> Array:
    row, code, count = copies
    lengths = np.diff(features.indptr)
    many = lengths[row]
    cell = np.repeat(features.indptr[row] - (np.cumsum(many) - many), many) + np.arange(many.sum())
    owner = np.repeat(np.arange(len(row)), many)
    value = features.data[cell]
    left = np.maximum(table[code[owner], features.indices[cell]] - count[owner] * value, _SMOOTHING / 2)
    total = np.bincount(owner, value, minlength=len(row))
    rest = np.maximum(sums[code] - count * total, _SMOOTHING)
    told = np.bincount(owner, np.log(left) * value, minlength=len(row))
    scores[row, code] = told - total * np.log(rest)
    return scores


def _most_frequent(features: Sparse, most: int) -> Sparse:
    if features.shape[1] <= most:
        return features
    found = np.bincount(features.indices, minlength=features.shape[1])
    return features[:, np.sort(np.argsort(-found, kind="stable")[:most])]
