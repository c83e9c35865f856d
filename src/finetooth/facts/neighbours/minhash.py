"""Candidates by MinHash bands, for sets whose frequent tokens make an exact join quadratic."""

import math

import numpy as np

from finetooth.facts.neighbours.arrays import Array
from finetooth.facts.neighbours.sets import TokenSets

_MISSED = 0.001  # the wanted share of pairs right at the threshold that no band shows
_BUCKET = 64  # sets in one bucket that are all paired; in a larger one each is paired with as many after it


def bands(threshold: float, rows: int = 0) -> tuple[int, int]:
    """Return how many bands of how many rows miss at most 1 in 1,000 pairs at the threshold."""
    rows = rows or max(1, round(math.log(0.3) / math.log(min(threshold, 0.99))))
    return math.ceil(math.log(_MISSED) / math.log1p(-(threshold**rows))), rows


def banded_candidates(sets: TokenSets, threshold: float, seed: int) -> tuple[Array, Array]:
    """Return pairs (larger, smaller set) that agree in all minima of a band (Broder 1997; Leskovec et al. 2014)."""
    draw = np.random.default_rng(seed)
    number, rows = bands(threshold)
    tokens = _scatter(sets.tokens)
    found = [np.zeros(0, np.int64)]
    smallest = np.searchsorted(sets.sizes, np.ceil(threshold * sets.sizes - 1e-9))
    for _ in range(number):
        key = np.zeros(len(sets.rows), np.uint64)
        for _ in range(rows):
            factor, shift = draw.integers(1 << 31, size=2, dtype=np.uint32)
            minima = np.minimum.reduceat(tokens * (factor * np.uint32(2) + np.uint32(1)) + shift, sets.starts[:-1])
            key = (key + minima) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        found.append(_paired(key, smallest))
        if len(found) > 4:
            found = [np.unique(np.concatenate(found))]
    pairs = np.unique(np.concatenate(found))
    return pairs >> 32, pairs & 0xFFFFFFFF


def _scatter(tokens: Array) -> Array:
    """Return ranks as well-mixed 32-bit hashes."""
    mixed = tokens.astype(np.uint64) * np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    return np.asarray((mixed >> np.uint64(32)).astype(np.uint32))


def _paired(key: Array, smallest: Array) -> Array:
    """Return the pairs of sets with an equal key, whose sizes allow the threshold, as larger << 32 | smaller."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    found = []
    for step in range(1, _BUCKET):
        same = np.flatnonzero(ordered[step:] == ordered[:-step])
        if not len(same):
            break
        smaller, larger = order[same], order[same + step]
        fits = smaller >= smallest[larger]
        found.append(larger[fits] << 32 | smaller[fits])
    return np.concatenate(found) if found else np.zeros(0, np.int64)
