"""Ranges, runs and pieces of flat arrays."""

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_PIECE = 500_000  # entries worked on at a time: what the cache holds


def expand(low: Array, high: Array) -> tuple[Array, Array]:
    """Return all (range number, member) of the ranges low:high."""
    counts = high - low
    number = np.repeat(np.arange(len(counts)), counts)
    return number, np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts) + low[number]


def pieces(total: int) -> Iterator[slice]:
    """Part ``total`` entries into pieces: fresh memory costs more than most work on what is in it."""
    return (slice(first, first + _PIECE) for first in range(0, total, _PIECE))


def first_of_run(ordered: Array, shift: int = 0) -> Array:
    """Return where a number, less its lowest ``shift`` bits, differs from the one before it."""
    first = np.ones(len(ordered), bool)
    bits = np.uint64(shift)
    for piece in pieces(len(ordered) - 1):
        some = ordered[piece.start : piece.stop + 1] >> bits
        np.not_equal(some[1:], some[:-1], out=first[1:][piece])
    return first


def kept(values: Array, wanted: Callable[[slice], Array]) -> Array:
    """Return what of each piece is wanted, moved together within ``values``."""
    end = 0
    for piece in pieces(len(values)):
        some = values[piece][wanted(piece)]
        values[end : end + len(some)] = some
        end += len(some)
    return values[:end]
