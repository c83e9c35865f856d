"""Texts as TF-IDF of words, pairs of neighbouring words and characters within words: hashed and counted in arrays."""

from typing import Any

import numpy as np
import polars as pl

CHARACTERS = 2_000  # of a text that are read
LENGTHS = (2, 3, 4)  # of runs of characters
_WORD = r"\w+|[^\w\s]+"
_START = " \x02 "  # before each text, so that its first word makes a pair: where a word stands can carry the task
_BITS = 22
_MIX, _SPREAD = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)

Array = np.ndarray
Sparse = Any  # scipy.sparse.csr_matrix, float32[n, d]


def cut(texts: pl.Series) -> pl.Series:
    """Return what is read of each text: its first ``CHARACTERS``, without characters that cannot be told apart."""
    return texts.fill_null("").str.slice(0, CHARACTERS)


def word_features(texts: pl.Series, least_rows: int = 2) -> Sparse:
    """Return TF-IDF of words and pairs of neighbouring words, rows of length 1."""
    return _weighted(_counts([word_grams(texts)], len(texts)), least_rows)


def single_word_features(texts: pl.Series, least_rows: int = 2) -> Sparse:
    """Return TF-IDF of words alone, rows of length 1."""
    return _weighted(_counts([word_grams(texts, pairs=False)], len(texts)), least_rows)


def all_features(texts: pl.Series, least_rows: int = 2) -> Sparse:
    """Return TF-IDF of words, pairs of words and runs of characters within words, rows of length 1."""
    return _weighted(_counts([word_grams(texts), character_grams(texts)], len(texts)), least_rows)


def word_grams(texts: pl.Series, pairs: bool = True) -> tuple[Array, Array]:
    """Return the row and the 64-bit key of every word and, unless told otherwise, every pair of neighbouring words."""
    table = pl.DataFrame({"text": texts}).with_row_index("row")
    words = table.select("row", ((_START if pairs else "") + pl.col("text")).str.extract_all(_WORD).alias("text"))
    told = words.explode("text").drop_nulls()
    keys, rows = told["text"].hash(7).to_numpy(), told["row"].to_numpy().astype(np.int32)
    if not pairs:
        return rows, keys
    together = rows[1:] == rows[:-1]
    both = (keys[:-1] * _MIX + keys[1:]) * _SPREAD
    return np.concatenate([rows, rows[1:][together]]), np.concatenate([keys, both[together]])


def character_grams(texts: pl.Series) -> tuple[Array, Array]:
    """Return the row and the key of every run of characters that has white space at its ends at most."""
    padded = (" " + texts + " ").fill_null(" ")
    codes = np.frombuffer("".join(padded.to_list()).encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.uint64)
    row = np.repeat(np.arange(len(texts), dtype=np.int32), padded.str.len_chars().to_numpy().astype(np.int64))
    spaces = np.concatenate([[0], np.cumsum(codes == ord(" "))])
    rows, keys, rolling = [], [], codes
    for length in range(2, max(LENGTHS) + 1):
        rolling = rolling[:-1] * _MIX + codes[length - 1 :]
        if length in LENGTHS:
            count = len(rolling)
            inside = spaces[length - 1 : length - 1 + count] - spaces[1 : 1 + count]
            kept = (row[:count] == row[length - 1 :]) & (inside == 0)
            keys.append((rolling[kept] ^ np.uint64(length)) * _SPREAD)
            rows.append(row[:count][kept])
    return np.concatenate(rows), np.concatenate(keys)


def _counts(grams: list[tuple[Array, Array]], rows: int) -> Sparse:
    from scipy.sparse import csr_matrix

    row = np.concatenate([part[0] for part in grams])
    column = (np.concatenate([part[1] for part in grams]) >> np.uint64(64 - _BITS)).astype(np.int32)
    counts = csr_matrix((np.ones(len(row), np.float32), (row, column)), shape=(rows, 1 << _BITS))
    counts.sum_duplicates()
    return counts


def _weighted(counts: Sparse, least_rows: int) -> Sparse:
    """Return sublinear counts by smooth inverse document frequency of the columns that ``least_rows`` rows have."""
    from scipy.sparse import csr_matrix

    found = np.bincount(counts.indices, minlength=counts.shape[1])
    kept = np.flatnonzero(found >= least_rows)
    place = np.full(counts.shape[1], -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    column = place[counts.indices]
    told = column >= 0
    starts = np.concatenate([[0], np.cumsum(told)])[counts.indptr]
    inverse = (np.log((1 + counts.shape[0]) / (1 + found[kept])) + 1).astype(np.float32)
    values = (1 + np.log(counts.data[told])) * inverse[column[told]]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(starts))
    norm = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, minlength=counts.shape[0]))
    values = (values / np.maximum(norm, 1e-9)[rows]).astype(np.float32)
    return csr_matrix((values, column[told], starts), shape=(counts.shape[0], len(kept)))
