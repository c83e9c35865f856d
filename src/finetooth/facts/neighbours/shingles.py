"""Texts as sets of hashed word n-grams, in flat arrays."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import polars as pl

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_CHUNK = 600_000  # bytes cut into words at a time: what the cache holds
_ODD = np.uint64(0x9E3779B97F4A7C15)
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
    texts = texts.str.strip_chars(" ")
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
    split = texts.str.split(" ")
    lengths = split.list.len().cast(pl.Int64).to_numpy() * (texts != "").to_numpy()
    words = split.explode().filter(split.explode() != "") if (lengths == 0).any() else split.explode()
    hashed = words.hash(7).to_numpy()
    factors = np.multiply.accumulate(np.full(ngram, _ODD, np.uint64))
    grams = np.zeros(max(len(hashed) - ngram + 1, 0), np.uint64)
    for place in range(ngram):
        grams += hashed[place : place + len(grams)] * factors[place]
    ends = np.cumsum(lengths)
    short = (lengths > 0) & (lengths < ngram)
    counts = np.where(short, 1, np.maximum(lengths - ngram + 1, 0))
    starts = np.repeat(ends - lengths - (np.cumsum(counts) - counts), counts) + np.arange(int(counts.sum()))
    found = np.zeros(len(starts), np.uint64)
    whole = np.repeat(~short, counts)
    found[whole] = grams[starts[whole]]
    found[~whole] = _short_texts(hashed, (ends - lengths)[short], lengths[short], factors)
    return found ^ (found >> np.uint64(32)), counts


def _short_texts(words: Array, starts: Array, lengths: Array, factors: Array) -> Array:
    """Return one hash a text of fewer words than the n-gram has."""
    hashes = lengths.astype(np.uint64)
    for place in range(len(factors) - 1):
        there = lengths > place
        hashes[there] += words[starts[there] + place] * factors[place]
    return hashes
