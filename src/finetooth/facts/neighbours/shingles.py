"""Texts as sets of hashed word n-grams, in flat arrays."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_CHUNK = 400_000  # bytes hashed at a time: bounds the memory that they take
_BASE, _MASK = 0xD1342543DE82EF95, (1 << 64) - 1  # an odd factor, so that it has an inverse modulo 2 ** 64
_SPACE, _END = 32, 10
_OTHER_SPACES = [*map(chr, [*range(9, 14), *range(28, 32), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029])]
_OTHER_SPACES += [*map(chr, [0x202F, 0x205F, 0x3000]), "  "]


@dataclass(frozen=True)
class Shingles:
    """Hashed n-grams of n texts, one after the other: ``hashes`` UInt64[m], ``counts`` Int64[n] of each text."""

    hashes: Array
    counts: Array

    @property
    def rows(self) -> Array:
        """The text each hash comes from, Int32[m]."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int32), self.counts)


def word_shingles(texts: pl.Series, ngram: int) -> Shingles:
    """Return the word n-grams of each text as 64-bit hashes, repeats included; a shorter text is one shingle.

    Words are what white space parts. A text without words has no shingle.
    """
    texts = texts.cast(pl.String).fill_null("")
    if texts.str.contains_any(_OTHER_SPACES).any():
        texts = texts.str.replace_all(r"\s+", " ")
    ends = np.cumsum(texts.str.len_bytes().to_numpy().astype(np.int64) + 1)
    cuts = np.unique(np.searchsorted(ends, np.arange(_CHUNK, ends.max(initial=0) + _CHUNK, _CHUNK)) + 1)
    hashes, counts, first = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)], 0
    for last in cuts.tolist():
        some = _shingle(texts[first:last], ngram)
        hashes.append(some[0])
        counts.append(some[1])
        first = last
    return Shingles(np.concatenate(hashes), np.concatenate(counts))


def _shingle(texts: pl.Series, ngram: int) -> tuple[Array, Array]:
    """Hash the bytes from the start of a word to the end of the one n - 1 behind it, all texts at once.

    Rolling hashes (Karp & Rabin 1987): with the sums of byte * base ** place, a stretch is a difference of two.
    """
    if texts.is_empty():
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    letters = np.frombuffer((texts.str.join("\n")[0] + "\n").encode(), np.uint8)
    parted = (letters == _SPACE) | (letters == _END)
    starts = np.flatnonzero(~parted & np.append(True, parted[:-1]))
    ends = np.flatnonzero(parted & np.append(False, ~parted[:-1]))
    bounds = np.append(0, np.flatnonzero(letters == _END) + 1)
    lengths = np.diff(np.searchsorted(starts, bounds))
    counts = np.where((lengths > 0) & (lengths < ngram), 1, np.maximum(lengths - ngram + 1, 0))
    before = np.cumsum(lengths) - lengths
    word = np.repeat(before - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    size = np.repeat(np.minimum(lengths, ngram), counts)
    return _stretches(letters, starts[word], ends[word + size - 1]), counts


def _stretches(letters: Array, starts: Array, ends: Array) -> Array:
    """Return the hash of each stretch of bytes."""
    codes = np.random.default_rng(1).integers(1 << 63, size=256, dtype=np.uint64)
    powers, inverse = _powers(_BASE, len(letters)), _powers(pow(_BASE, -1, _MASK + 1), len(letters))
    sums = np.zeros(len(letters) + 1, np.uint64)
    np.cumsum(codes[letters] * powers, out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * inverse[starts]
    hashes = (hashes ^ (hashes >> np.uint64(31))) * np.uint64(0x9E3779B97F4A7C15)
    return np.asarray(hashes ^ (hashes >> np.uint64(32)))


def _powers(base: int, number: int) -> Array:
    """Return base ** 0, base ** 1 and so on, modulo 2 ** 64."""
    factors = np.full(number, base, np.uint64)
    factors[:1] = 1
    return np.asarray(np.multiply.accumulate(factors))
