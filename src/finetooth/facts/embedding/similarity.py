"""Cosine of all pairs by blocked matrix products: exact, in bounded memory, without a list of all pairs."""

import numpy as np

BLOCK = 1_024  # rows multiplied at a time
_CELLS = 20_000_000  # of one product: about 160 MB with what it takes to look through it
_LARGEST = 2_000_000  # pairs kept; the closest of them, should there be more

Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]


def nearest(
    vectors: np.ndarray,
    owners: np.ndarray,
    count: int,
    among: np.ndarray | None = None,
    others: np.ndarray | None = None,
) -> np.ndarray:
    """Return float32[n, count]: the highest cosines of rows to others, falling; -1 where there are too few others.

    ``owners`` int64[n] keeps a row from meeting itself: rows with the same owner are passed over. ``among`` are the
    numbers of the rows asked for and ``others`` of those they are held against (all rows where not given).
    """
    asked = np.arange(len(vectors)) if among is None else among
    against = np.arange(len(vectors)) if others is None else others
    found = np.full((len(asked), count), -1.0, dtype=np.float32)
    kept, step = min(count, len(against)), _step(len(against))
    columns, theirs = vectors[against].T, owners[against]
    for start in range(0, len(asked), step) if kept else ():
        rows = asked[start : start + step]
        products = vectors[rows] @ columns
        products[owners[rows][:, None] == theirs[None, :]] = -1.0
        top = np.partition(products, products.shape[1] - kept, axis=1)[:, -kept:]
        found[start : start + len(rows), :kept] = -np.sort(-top, axis=1)
    return found


def pairs_above(vectors: np.ndarray, owners: np.ndarray, threshold: float) -> Pairs:
    """Return int64[p], int64[p], float32[p]: the pairs (one before the other) at or above a cosine, the closest first.

    Rows with the same owner are no pair.
    """
    found: Pairs = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32))
    step = _step(len(vectors))
    for start in range(0, len(vectors), step):
        products = vectors[start : start + step] @ vectors[start:].T
        left, right = np.nonzero(products >= threshold)
        kept = (right > left) & (owners[start + left] != owners[start + right])
        left, right = left[kept], right[kept]
        new = (start + left, start + right, products[left, right])
        found = _closest(*(np.concatenate(both) for both in zip(found, new, strict=True)))
    return found


def _closest(left: np.ndarray, right: np.ndarray, scores: np.ndarray) -> Pairs:
    """Return the closest pairs, in order."""
    order = np.lexsort((right, left, -scores))[:_LARGEST]
    return left[order], right[order], scores[order]


def _step(columns: int) -> int:
    """Return how many rows are multiplied at a time, so that memory stays bounded."""
    return max(1, min(BLOCK, _CELLS // max(1, columns)))
