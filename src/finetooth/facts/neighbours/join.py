"""All pairs of texts whose word n-grams overlap: a set-similarity join, exact wherever that is affordable."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.facts.neighbours.arrays import Array
from finetooth.facts.neighbours.minhash import banded_candidates
from finetooth.facts.neighbours.overlap import jaccard
from finetooth.facts.neighbours.prefixes import candidates, prefixes
from finetooth.facts.neighbours.sets import token_sets
from finetooth.facts.neighbours.shingles import word_shingles

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
    found = prefixes(sets, threshold)
    exact = found.total <= _FREE + _PER_SET * len(sets.rows)
    left, right = candidates(found) if exact else banded_candidates(sets, threshold, seed)
    if others is not None:
        crossing = (sets.rows[left] < border) != (sets.rows[right] < border)
        left, right = left[crossing], right[crossing]
    score = jaccard(sets, left, right)
    good = score >= threshold - 1e-12
    left, right = sets.rows[left[good]], sets.rows[right[good]]
    return Joined(_table(left, right, score[good], 0 if others is None else border), exact, found.total)


def _table(left: Array, right: Array, score: Array, border: int) -> pl.DataFrame:
    columns = {"left": np.minimum(left, right), "right": np.maximum(left, right) - border, "score": score}
    return pl.DataFrame(columns).sort("left", "right")
