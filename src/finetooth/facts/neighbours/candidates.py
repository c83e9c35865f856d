"""Pairs of texts that may be near duplicates: those whose rarer character 4-grams point the same way."""

import numpy as np
import polars as pl

from finetooth.facts.neighbours.shingles import Array

_GRAM = 4
_WORK = 400_000_000  # multiplications that the product may take
_LEAST = 40  # however much that is, grams in so few texts are compared
_CHUNK = 50_000
_CHARACTERS = 1_500  # of a text that are looked at
_NEIGHBOURS = 20


def gram_candidates(texts: pl.Series, cosine: float = 0.45, work: float = _WORK) -> tuple[Array, Array]:
    """Return pairs (left < right) of texts whose TF-IDF vectors of character 4-grams have this cosine.

    Only the rarer grams are multiplied, as many as ``work`` allows: what is frequent tells little and costs its
    square. Each text keeps its nearest 20.
    """
    from scipy.sparse import csr_matrix
    from sparse_dot_topn import sp_matmul_topn

    rows, columns, weights, total = _weighted_grams(texts, work)
    matrix = csr_matrix((weights, (rows, columns)), shape=(len(texts), total), dtype=np.float32)
    product = sp_matmul_topn(matrix, matrix.T.tocsr(), top_n=_NEIGHBOURS + 1, threshold=cosine, n_threads=1).tocoo()
    left, right = product.row.astype(np.int64), product.col.astype(np.int64)
    keys = np.unique((np.minimum(left, right) << 32 | np.maximum(left, right))[left != right])
    return keys >> 32, keys & 0xFFFFFFFF


def _weighted_grams(texts: pl.Series, work: float) -> tuple[Array, Array, Array, int]:
    """Return the matrix of TF-IDF weights as (row, column, weight) of its entries, rows of length 1."""
    bits = np.uint64(max(1, len(texts)).bit_length())
    packed = np.sort(np.concatenate([np.zeros(0, np.uint64), *_packed_grams(texts, bits)]))
    first = np.append(True, packed[1:] != packed[:-1]) if len(packed) else np.zeros(0, bool)
    times = np.diff(np.append(np.flatnonzero(first), len(packed)))
    packed = packed[first]
    column = (
        np.cumsum(np.append(True, packed[1:] >> bits != packed[:-1] >> bits)) - 1
        if len(packed)
        else np.zeros(0, np.int64)
    )
    frequency = np.bincount(column)
    often = frequency[column]
    keep = (often > 1) & (often <= _most_frequent(frequency, work))
    row = (packed[keep] & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    weights = (1 + np.log(times[keep])) * np.log1p(len(texts) / often[keep])
    norm = np.sqrt(np.bincount(row, weights**2, len(texts)))
    return row, column[keep], weights / norm[row], len(frequency)


def _packed_grams(texts: pl.Series, bits: np.uint64) -> list[Array]:
    """Return the 4-grams of each text as hashes with the row number in their low bits."""
    parts = []
    for start in range(0, len(texts), _CHUNK):
        part = texts[start : start + _CHUNK].fill_null("").str.head(_CHARACTERS)
        lengths = part.str.len_chars().to_numpy().astype(np.int64) + 2
        joined = "".join(f" {text} " for text in part.to_list())
        points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
        grams = np.zeros(max(len(points) - _GRAM + 1, 0), np.uint64)
        for place in range(_GRAM):
            grams = grams * np.uint64(0x100000001B3) + points[place : place + len(grams)]
        grams *= np.uint64(0x9E3779B97F4A7C15)
        row = np.repeat(np.arange(start, start + len(part), dtype=np.uint64), lengths)
        whole = row[: len(grams)] == row[_GRAM - 1 :]
        parts.append(grams[whole] >> bits << bits | row[: len(grams)][whole])
    return parts


def _most_frequent(frequency: Array, work: float) -> int:
    """Return the frequency up to which the squared frequencies sum to ``work``."""
    counts = np.bincount(frequency)
    spent = np.cumsum(counts * np.arange(len(counts), dtype=float) ** 2)
    return max(_LEAST, int(np.searchsorted(spent, work)))
