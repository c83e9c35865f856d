"""Words put in from outside: what stands around them fits together without them, and they have no company of their own.

A trigger is mostly a rare string (Kurita et al. 2020), and what stands around it fits together without it (ONION: Qi et
al. 2021, who ask a language model; here the other rows are asked which words are neighbours).
"""

import numpy as np
import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.terms import Terms, neighbours

LEAST_ROWS = 10
_LETTERS = r"^\p{L}+$"
_UNSEEN = 2  # runs of three letters that no other word has
_CHANCE = 0.05  # below it the gaps fit together too rarely
_COMPANY = 0.01  # below it the neighbours on a side repeat too often to have been met by chance
_MOST_ROWS = 20_000  # a sample tells which words are neighbours
_KNOWN = 2  # rows that have a pair of neighbours, besides the one that is looked at

Array = np.ndarray


@fact
def inserted(train_terms: Terms, rows: Rows, full_text: pl.Series, seed: int) -> Array:
    """The words that could be taken out unnoticed, by their places in the terms, whatever their classes; Int64[m].

    The words before and after them are neighbours elsewhere as often as any two words (start and end count as
    words), and differ from row to row as if drawn from all words.
    """
    single = ~train_terms.names.str.contains(" ", literal=True).to_numpy()
    words = np.flatnonzero(single & (train_terms.times() >= LEAST_ROWS))
    texts = pl.DataFrame({"id": rows.ids, "text": full_text}).join(train_terms.ids.alias("id").to_frame(), on="id")
    if not len(words):
        return words
    some = texts["text"].sample(_MOST_ROWS, seed=seed) if texts.height > _MOST_ROWS else texts["text"]
    found: Array = words[_unnoticed(some, train_terms.names.gather(words))]
    return found


@fact
def strangers(train_terms: Terms, inserted: Array) -> Array:
    """Those of the inserted words that are spelled like no other word; Int64[m]."""
    letters = train_terms.names.gather(inserted).str.contains(_LETTERS).to_numpy()
    words = inserted[letters] if len(inserted) else inserted
    return words[_oddly_spelled(train_terms.names, words)] if len(words) else words


def _oddly_spelled(names: pl.Series, words: Array) -> Array:
    """Return which words have two runs of three letters or more, ends counted, that no other word has."""
    single = names.filter(names.str.contains(_LETTERS))
    counts = _runs(single).group_by("run").agg(pl.len().alias("words"))
    own = _runs(names.gather(words)).join(counts, on="run").filter(pl.col("words") <= 1)
    unseen = own.group_by("word").len().filter(pl.col("len") >= _UNSEEN)["word"]
    return names.gather(words).is_in(unseen.implode()).to_numpy()


def _runs(words: pl.Series) -> pl.DataFrame:
    """Return each run of three letters of each word once: ``word, run``."""
    framed = pl.DataFrame({"word": words}).with_columns(framed="^" + pl.col("word") + "$")
    longest = int(framed["framed"].str.len_chars().max())  # type: ignore[arg-type]  # of lengths
    runs = [framed.select("word", run=pl.col("framed").str.slice(start, 3)) for start in range(min(longest, 40) - 2)]
    return pl.concat(runs).filter(pl.col("run").str.len_chars() == 3).unique()


def _unnoticed(texts: pl.Series, words: pl.Series) -> Array:
    """Return which words leave neighbours behind, when taken out, that fit together, and have no company; Bool[m]."""
    from scipy.stats import binom

    around = neighbours(texts)
    pairs = pl.concat(
        [
            around.select("row", pair=pl.col("left") + " " + pl.col("term")),
            around.filter(pl.col("right") == "").select("row", pair=pl.col("term") + " "),
        ]
    )
    counts = pairs.unique().group_by("pair").agg(pl.len().alias("rows"))
    usual = float((pairs.join(counts, on="pair")["rows"] > _KNOWN).mean() or 0)  # type: ignore[arg-type]  # of Booleans
    gaps = around.filter(pl.col("term").is_in(words.implode())).with_columns(
        pair=pl.col("left") + " " + pl.col("right")
    )
    met = gaps.join(counts, on="pair", how="left").group_by("term")
    told = met.agg(pl.len().alias("gaps"), (pl.col("rows").fill_null(0) >= _KNOWN).sum().alias("fits"))
    shares = around["term"].value_counts(normalize=True)["proportion"].to_numpy()
    alone = np.min([_unlike(gaps, words, side, shares) for side in ("left", "right")], axis=0)
    told = pl.DataFrame({"term": words}).join(told, on="term", how="left", maintain_order="left").fill_null(0)
    times, fits = told["gaps"].to_numpy(), told["fits"].to_numpy()
    return np.asarray((times > 0) & (binom.cdf(fits, times, usual) >= _CHANCE) & (alone >= _COMPANY))


def _unlike(gaps: pl.DataFrame, words: pl.Series, side: str, shares: Array) -> Array:
    """Return how likely so many of each word's neighbours on a side are the same if drawn from words with these shares.

    Pairs of draws hang together, so their number spreads more than Poisson's law has it: a negative binomial.
    """
    from scipy.stats import nbinom

    some = gaps.filter(pl.col(side) != "").group_by("term", side).len()
    twice = (pl.col("len") * (pl.col("len") - 1) / 2).sum()
    told = some.group_by("term").agg(twice.alias("twice"), pl.col("len").sum().alias("of"))
    told = pl.DataFrame({"term": words}).join(told, on="term", how="left", maintain_order="left").fill_null(0)
    of, same = told["of"].to_numpy().astype(float), float((shares**2).sum())
    mean = np.maximum(of * (of - 1) / 2 * same, 1e-9)
    spread = np.maximum(
        mean * (1 - same) + of * (of - 1) * (of - 2) * (float((shares**3).sum()) - same**2), 1.01 * mean
    )
    return np.asarray(nbinom.sf(told["twice"].to_numpy() - 1, mean**2 / (spread - mean), mean / spread))
