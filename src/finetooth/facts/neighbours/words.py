"""Texts as bags of weighted words: what near duplicates are told apart by."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.facts.neighbours.shingles import Array

# A letter of a script that puts no space between words, a word (with its apostrophes), or any other sign.
_PIECE = (
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
    r"|[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}\p{N}_]+)*|\S"
)
_WORD = r"[\p{L}\p{N}]"
_SIGN_WEIGHT = 0.5
_LONGEST = 2_000  # words of a text that are looked at
_CHARACTERS = 20_000


@dataclass(frozen=True)
class Words:
    """Bags of words of n texts: those of text r are ``entries[starts[r]:starts[r + 1]]``, sorted.

    An entry is a number for (word, how often it stood in the text before), so that bags compare as sets; ``word_of``
    maps it to the vocabulary, and ``weights``, ``frequency`` (in how many texts) and ``is_word`` (else a sign) go with
    that. ``order`` holds the words of each text as they stand, in the same bounds.
    """

    vocabulary: pl.Series
    weights: Array
    frequency: Array
    is_word: Array
    entries: Array
    word_of: Array
    order: Array
    starts: Array

    @property
    def owners(self) -> Array:
        """The text each entry belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @property
    def mass(self) -> Array:
        """The summed weight of each text, Float64[n]."""
        return np.bincount(self.owners, self.weights[self.word_of[self.entries]], len(self.starts) - 1)

    @property
    def lengths(self) -> Array:
        """How many words (signs do not count) each text has, Int64[n]."""
        return np.bincount(self.owners, self.is_word[self.order], len(self.starts) - 1).astype(np.int64)


def bags_of_words(texts: pl.Series) -> Words:
    """Return the bags of normalised texts, weighted by inverse document frequency; a sign weighs half."""
    total = len(texts)
    split = wording(texts)
    counts = split.list.len().cast(pl.Int64).to_numpy()
    starts = np.concatenate([[0], np.cumsum(counts)])
    flat = split.explode().drop_nulls().alias("word").to_frame().with_row_index("place")
    vocabulary = flat.select("word").unique().sort("word").with_row_index("number")
    order = flat.join(vocabulary, on="word", how="left").sort("place")["number"].to_numpy().astype(np.int64)
    packed = np.sort(np.repeat(np.arange(total), counts) << 32 | order)
    first = np.flatnonzero(np.append(True, packed[1:] != packed[:-1])[: len(packed)])
    times = np.arange(len(packed)) - np.repeat(first, np.diff(np.append(first, len(packed))))
    keys, entries = np.unique(times << 32 | packed & 0xFFFFFFFF, return_inverse=True)
    frequency = np.bincount(packed[first] & 0xFFFFFFFF, minlength=vocabulary.height)
    is_word = vocabulary["word"].str.contains(_WORD).to_numpy()
    weights = np.log1p(total / np.maximum(frequency, 1)) * np.where(is_word, 1.0, _SIGN_WEIGHT)
    placed = np.sort(packed >> 32 << 32 | entries) & 0xFFFFFFFF
    return Words(vocabulary["word"], weights, frequency, is_word, placed, keys & 0xFFFFFFFF, order, starts)


def wording(texts: pl.Series) -> pl.Series:
    """Return the words and signs of each text in order, List[String]."""
    return texts.fill_null("").str.head(_CHARACTERS).str.extract_all(_PIECE).list.head(_LONGEST)
