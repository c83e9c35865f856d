"""Candidates by MinHash bands, for sets whose frequent tokens make an exact join quadratic."""

import math

import numpy as np

from finetooth.facts.neighbours.arrays import Array
from finetooth.facts.neighbours.sets import TokenSets

_MISSED = 0.001  # the wanted share of pairs right at the threshold that no band shows
_BUCKET = 64  # sets in one bucket that are all paired at most; in a larger one each is paired with as many after it
_LEAST_BUCKET = 4
_PAIRS, _FREE = 60, 5_000_000  # pairs of all bands, a set and on top, that buckets are made small enough for


def bands(threshold: float, rows: int = 0) -> tuple[int, int]:
    """Return how many bands of how many rows miss at most 1 in 1,000 pairs at the threshold."""
    rows = rows or max(1, round(math.log(0.3) / math.log(min(threshold, 0.99))))
    return math.ceil(math.log(_MISSED) / math.log1p(-(threshold**rows))), rows


def banded_candidates(sets: TokenSets, threshold: float, seed: int) -> tuple[Array, Array]:
    """Return pairs (larger, smaller set) that agree in all minima of a band (Broder 1997; Leskovec et al. 2014).

    Where many sets agree, as those made of the same parts do, a set meets only those next to it by one more minimum.
    """
    draw = np.random.default_rng(seed)
    number, rows = bands(threshold)
    tokens = _scatter(sets.tokens)
    found = [np.zeros(0, np.int64)]
    smallest = np.searchsorted(sets.sizes, np.ceil(threshold * sets.sizes - 1e-9))
    met = (_PAIRS * len(sets.rows) + _FREE) // max(1, number * len(sets.rows))
    bucket = int(np.clip(met, _LEAST_BUCKET, _BUCKET))
    for _ in range(number):
        key = np.zeros(len(sets.rows), np.uint64)
        for _ in range(rows):
            key = (key + _minima(tokens, sets, draw)) * np.uint64(0x9E3779B97F4A7C15)
            key ^= key >> np.uint64(29)
        found.append(_paired(key, _minima(tokens, sets, draw), smallest, bucket))
        if len(found) > 4:
            found = [np.unique(np.concatenate(found))]
    pairs = np.unique(np.concatenate(found))
    return pairs >> 32, pairs & 0xFFFFFFFF


def _minima(tokens: Array, sets: TokenSets, draw: np.random.Generator) -> Array:
    """Return the least hash of each set under one more hash function."""
    factor, shift = draw.integers(1 << 31, size=2, dtype=np.uint32)
    return np.asarray(np.minimum.reduceat(tokens * (factor * np.uint32(2) + np.uint32(1)) + shift, sets.starts[:-1]))


def _scatter(tokens: Array) -> Array:
    """Return ranks as well-mixed 32-bit hashes."""
    mixed = tokens.astype(np.uint64) * np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed *= np.uint64(0xC4CEB9FE1A85EC53)
    return np.asarray((mixed >> np.uint64(32)).astype(np.uint32))


def _paired(key: Array, tie: Array, smallest: Array, bucket: int) -> Array:
    """Return the pairs of sets with an equal key, whose sizes allow the threshold, as larger << 32 | smaller."""
    order = np.lexsort((tie, key))
    ordered = key[order]
    found = []
    for step in range(1, bucket):
        same = np.flatnonzero(ordered[step:] == ordered[:-step])
        if not len(same):
            break
        one, other = order[same], order[same + step]
        smaller, larger = np.minimum(one, other), np.maximum(one, other)
        fits = smaller >= smallest[larger]
        found.append(larger[fits] << 32 | smaller[fits])
    return np.concatenate(found) if found else np.zeros(0, np.int64)
