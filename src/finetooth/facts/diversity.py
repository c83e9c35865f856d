"""Facts on how much the rows differ from each other: by their word sequences, and by their vectors."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.facts.embeddings import Embedded

FEWEST = 200  # different texts; fewer tell little about sequences to come
_DRAWN_FROM = 50_000  # rows, where there are more
_ROWS = 2_000  # the size at which all data are compared: sequences repeat more in more rows
_VECTORS = 1_000
_SEQUENCE = 3
# A letter of scripts that put no space between words, or a word.
_WORD = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{M}\p{N}_]+"


@dataclass(frozen=True)
class Diversity:
    """How much the different training texts differ, on a sample of ``rows`` of them.

    ``new``: how many of a further row's three-word sequences would stand in none of these (Good-Turing); ``shuffled``:
    the same where the words are dealt to the rows at random. ``clusters``: the effective number of clusters of
    ``vectors`` rows (Vendi score), null without a base model.
    """

    rows: int
    new: float
    shuffled: float
    clusters: float | None
    vectors: int

    @property
    def share(self) -> float:
        """The new sequences as a share of what shuffled words give: near 1 for free writing, near 0 for templates."""
        return self.new / self.shuffled if self.shuffled else 0.0


@fact
def diversity(train_keys: pl.DataFrame, seed: int, embeddings: Embedded | None = None) -> Diversity:
    """How much the training texts differ, copies left out."""
    distinct = _some(train_keys, seed).unique("key", keep="first", maintain_order=True)
    words = distinct["key"].str.extract_all(_WORD)
    long = words.filter(words.list.len() >= _SEQUENCE)
    if len(long) < FEWEST:
        raise NotApplicable(f"{len(long):,} different texts of three words are too few to tell how much they differ")
    draw = np.random.default_rng(seed)
    some = long[np.sort(draw.permutation(len(long))[:_ROWS])]
    clusters, used = None, 0
    if embeddings is not None:
        vectors = embeddings.only(distinct["id"]).vectors
        vectors = vectors[np.sort(draw.permutation(len(vectors))[:_VECTORS])]
        clusters, used = vendi(vectors), len(vectors)
    return Diversity(len(some), unseen(some), unseen(_shuffled(some, draw)), clusters, used)


def _some(train_keys: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return rows enough to draw from: taking all of very many apart only to keep a few would cost most of the time."""
    if train_keys.height <= _DRAWN_FROM:
        return train_keys
    some = train_keys.sample(_DRAWN_FROM, seed=seed).sort("id")
    long = some.filter(pl.col("key").str.count_matches(_WORD) >= _SEQUENCE)
    return some if long["key"].n_unique() >= _ROWS else train_keys


def unseen(words: pl.Series) -> float:
    """Return the share of the next sequences of three words that would be new: those seen once over all (Good 1953)."""
    each = words.alias("w0").to_frame().with_row_index("row").explode("w0")
    after = [pl.col("w0").shift(-step).over("row").alias(f"w{step}") for step in range(1, _SEQUENCE)]
    sequences = each.with_columns(after).drop_nulls().drop("row")
    counts = sequences.group_by(sequences.columns).len()["len"]
    return float((counts == 1).sum() / max(1, sequences.height))


def vendi(vectors: np.ndarray) -> float:
    """Return the effective number of different rows, 1 to n: the exponential of the entropy of the eigenvalues of
    their cosine matrix (Friedman & Dieng 2022).
    """
    if not len(vectors):
        return 0.0
    shares = np.linalg.svd(vectors.astype(np.float64) / np.sqrt(len(vectors)), compute_uv=False) ** 2
    shares = shares[shares > 1e-12]
    return float(np.exp(-(shares * np.log(shares)).sum()))


def _shuffled(words: pl.Series, draw: np.random.Generator) -> pl.Series:
    """Return rows of the same lengths with the same words in all, each dealt to a place at random."""
    lengths = words.list.len().to_numpy()
    dealt = words.explode()[draw.permutation(int(lengths.sum()))]
    table = pl.DataFrame({"row": np.repeat(np.arange(len(lengths)), lengths), "word": dealt})
    return table.group_by("row", maintain_order=True).agg("word")["word"]
