"""Texts as sets of hashed word n-grams, in flat arrays."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.facts.neighbours.arrays import Array as Array
from finetooth.facts.neighbours.hashing import ODD, hashed_words

_CHUNK = 600_000  # bytes cut into words at a time: what the cache holds
_PIECE = 500_000  # hashes at a time


@dataclass(frozen=True)
class Shingles:
    """Hashed n-grams of n texts, one after the other: ``hashes`` UInt64[m], ``counts`` Int64[n] of each text."""

    hashes: Array
    counts: Array

    def owners(self) -> Iterator[tuple[slice, Array]]:
        """Yield pieces of the hashes, and the text that each of them comes from."""
        ends = np.cumsum(self.counts)
        cuts = np.unique(np.searchsorted(ends, np.arange(_PIECE, ends.max(initial=0) + _PIECE, _PIECE)) + 1)
        first = 0
        for last in np.minimum(cuts, len(ends)).tolist():
            piece = slice(int(ends[first] - self.counts[first]), int(ends[last - 1]))
            yield piece, np.repeat(np.arange(first, last, dtype=np.uint64), self.counts[first:last])
            first = last

    @property
    def starts(self) -> Array:
        """Where each text begins, Int64[n]."""
        return np.cumsum(self.counts) - self.counts


def word_shingles(texts: pl.Series, ngram: int) -> Shingles:
    """Return the word n-grams of each text as 64-bit hashes, repeats included; a shorter text is one shingle.

    Words are what white space parts. A text without words has no shingle.
    """
    texts = texts.cast(pl.String).fill_null("")
    sizes = texts.str.len_bytes().to_numpy().astype(np.int64) + 1
    ends = np.cumsum(sizes)
    cuts = np.unique(np.searchsorted(ends, np.arange(_CHUNK, ends.max(initial=0) + _CHUNK, _CHUNK)) + 1)
    hashes = np.empty(int((sizes // 2).sum()), np.uint64)  # a word and what parts it from the next are two bytes
    counts, first, total = np.zeros(len(texts), np.int64), 0, 0
    for last in cuts.tolist():
        words, bounds = hashed_words(texts[first:last])  # kept up to the next, or its memory would be fetched anew
        some, counts[first:last] = _shingle(words, bounds, ngram)
        hashes[total : total + len(some)] = some
        total += len(some)
        first = last
    return Shingles(hashes[:total], counts)


def _shingle(words: Array, ends: Array, ngram: int) -> tuple[Array, Array]:
    """Return the hashes of the n-grams of each text, and how many it has."""
    starts = np.append(0, ends[:-1])
    lengths = ends - starts
    there, short = lengths > 0, (lengths > 0) & (lengths < ngram)
    begins = np.ones(len(words), bool)
    last = ends[there, None] - np.arange(1, ngram)  # words with too few after them
    begins[np.maximum(last, starts[there, None])] = False
    begins[starts[short]] = True
    grams = _rolled(words, ngram)
    grams[starts[short]] = _short_texts(words, starts[short], lengths[short], ngram)
    found = grams[begins]
    found ^= found >> np.uint64(32)
    return found, np.where(short, 1, np.maximum(lengths - ngram + 1, 0))


def _rolled(words: Array, ngram: int) -> Array:
    """Return a hash of each word and those after it; the last ones of all are without meaning."""
    grams = words * ODD
    whole = grams[: max(len(words) - ngram + 1, 0)]
    for place in range(1, ngram):
        whole += words[place : place + len(whole)]
        whole *= ODD
    return grams


def _short_texts(words: Array, starts: Array, lengths: Array, ngram: int) -> Array:
    """Return one hash a text of fewer words than the n-gram has."""
    hashes = lengths.astype(np.uint64)
    for place in range(ngram - 1):
        there = lengths > place
        hashes[there] += words[starts[there] + place]
        hashes[there] *= ODD
    return hashes
