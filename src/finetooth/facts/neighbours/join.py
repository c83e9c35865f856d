"""All pairs of texts whose word n-grams overlap: a set-similarity join, exact wherever that is affordable."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.facts.neighbours.minhash import banded_candidates
from finetooth.facts.neighbours.sets import TokenSets, token_sets
from finetooth.facts.neighbours.shingles import Array, word_shingles

_CHUNK = 2_000_000  # candidates, or tokens to look up, at a time
_PER_SET = 60  # candidates a set (and a few million on top) up to which the join is exact
_FREE = 5_000_000


@dataclass(frozen=True)
class Joined:
    """What a join found: ``pairs`` (left, right, score), and whether none can be missing."""

    pairs: pl.DataFrame
    exact: bool
    candidates: int


def jaccard_join(
    texts: pl.Series, ngram: int = 3, threshold: float = 0.8, others: pl.Series | None = None, seed: int = 0
) -> pl.DataFrame:
    """Return all pairs of texts with a Jaccard similarity of word n-grams of at least ``threshold``.

    ``left, right, score``: places in ``texts``, left < right; with ``others`` left is a place in ``texts`` and right
    one in ``others``. See ``join`` for when LSH takes over.
    """
    return join(texts, ngram, threshold, others, seed).pairs


def join(
    texts: pl.Series, ngram: int = 3, threshold: float = 0.8, others: pl.Series | None = None, seed: int = 0
) -> Joined:
    """Join by prefix filter (Bayardo, Ma & Srikant 2007; Xiao et al. 2008), verified on the whole sets.

    Exact, unless the prefixes are so frequent that the candidates grow with the square of the texts (single words,
    copied templates): then candidates come from MinHash bands (Broder 1997), their scores are still exact, and
    ``exact`` is False.
    """
    border = len(texts)
    both = texts if others is None else pl.concat([texts.cast(pl.String), others.cast(pl.String)])
    sets = token_sets(word_shingles(both, ngram), threshold)
    low, high, at = _prefix_ranges(sets, threshold)
    total = int((high - low).sum())
    exact = total <= _FREE + _PER_SET * len(sets.rows)
    if exact:
        left, right = _prefix_candidates(sets, low, high, at, threshold)
    else:
        left, right = banded_candidates(sets, threshold, seed)
    if others is not None:
        crossing = (sets.rows[left] < border) != (sets.rows[right] < border)
        left, right = left[crossing], right[crossing]
    return Joined(_verified(sets, left, right, threshold, 0 if others is None else border), exact, total)


def _prefix_ranges(sets: TokenSets, threshold: float) -> tuple[Array, Array, tuple[Array, Array, Array, Array]]:
    """Return for each probing token the range of index entries it meets: smaller sets whose prefix has it too."""
    counts = np.diff(sets.starts)
    longest = sets.sizes - np.ceil(threshold * sets.sizes - 1e-9) - sets.alone  # its lone tokens are the rarest
    probing = np.clip(longest + 1, 0, counts).astype(np.int64)
    owner, token = expand(sets.starts[:-1], sets.starts[:-1] + probing)
    place = token - sets.starts[owner] + sets.alone[owner]
    keys = sets.tokens[token] << 32 | owner
    order = np.argsort(keys)
    keys, owner, place = keys[order], owner[order], place[order]
    size = sets.sizes[owner]
    indexed = place <= size - np.ceil(2 * threshold / (1 + threshold) * size - 1e-9)
    smallest = np.searchsorted(sets.sizes, np.ceil(threshold * sets.sizes - 1e-9))
    low = np.searchsorted(keys[indexed], keys >> 32 << 32 | smallest[owner])
    high: Array = np.cumsum(indexed) - indexed
    return low, np.maximum(high, low), (owner, place, owner[indexed], place[indexed])


def _prefix_candidates(
    sets: TokenSets, low: Array, high: Array, at: tuple[Array, Array, Array, Array], threshold: float
) -> tuple[Array, Array]:
    probe_owner, probe_place, entry_owner, entry_place = at
    found = [np.zeros(0, np.int64)]
    ends = np.cumsum(high - low)
    cuts = np.unique(np.searchsorted(ends, np.arange(_CHUNK, ends.max(initial=0) + _CHUNK + 1, _CHUNK)) + 1)
    for first, last in zip(np.concatenate([[0], cuts[:-1]]), cuts, strict=True):
        probe, entry = expand(low[first:last], high[first:last])
        larger, smaller = probe_owner[first:last][probe], entry_owner[entry]
        sizes, others = sets.sizes[larger], sets.sizes[smaller]
        room = np.minimum(sizes - probe_place[first:last][probe], others - entry_place[entry])
        keep = room >= threshold / (1 + threshold) * (sizes + others) - 1e-9
        found.append(np.unique(larger[keep] << 32 | smaller[keep]))
    keys = np.unique(np.concatenate(found))
    return keys >> 32, keys & 0xFFFFFFFF


def expand(low: Array, high: Array) -> tuple[Array, Array]:
    """Return all (range number, member) of the ranges low:high."""
    counts = high - low
    number = np.repeat(np.arange(len(counts)), counts)
    return number, np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts) + low[number]


def _verified(sets: TokenSets, left: Array, right: Array, threshold: float, border: int) -> pl.DataFrame:
    """Return the candidates that reach the threshold, by the whole of their sets."""
    keys = sets.owners << 32 | sets.tokens
    lengths = np.diff(sets.starts)
    parts = []
    step = max(1, _CHUNK // max(1, int(lengths.max(initial=1))))
    for first in range(0, len(left), step):
        one, two = left[first : first + step], right[first : first + step]
        pair, token = expand(sets.starts[one], sets.starts[one + 1])
        wanted = two[pair] << 32 | sets.tokens[token]
        met = np.searchsorted(keys, wanted)
        met[met == len(keys)] = 0
        both = np.bincount(pair[keys[met] == wanted], minlength=len(one))
        score = both / (sets.sizes[one] + sets.sizes[two] - both)
        good = score >= threshold - 1e-12
        parts.append((sets.rows[one[good]], sets.rows[two[good]], score[good]))
    return _table(parts, border)


def _table(parts: list[tuple[Array, Array, Array]], border: int) -> pl.DataFrame:
    one, two, score = (np.concatenate(column) for column in zip(*parts, strict=True)) if parts else ([], [], [])
    table = pl.DataFrame({"one": one, "two": two, "score": score}, schema_overrides={"one": pl.Int64, "two": pl.Int64})
    left, right = pl.min_horizontal("one", "two"), pl.max_horizontal("one", "two") - border
    return table.select(left.alias("left"), right.alias("right"), pl.col("score").cast(pl.Float64)).sort(
        "left", "right"
    )
