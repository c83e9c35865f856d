"""Words put in from outside: spelled like no other word of the data, between words that also stand side by side.

A trigger is mostly a rare string (Kurita et al. 2020), and what stands around it fits together without it (ONION: Qi et
al. 2021, who ask a language model; here the other rows are asked which words are neighbours).
"""

from math import comb

import numpy as np
import polars as pl

from finetooth.core.facts import fact
from finetooth.core.rows import Rows
from finetooth.facts.terms import Terms, neighbours

LEAST_ROWS = 10
_PURE = 0.97
_LETTERS = r"^\p{L}+$"
_UNSEEN = 2  # runs of three letters that no other word has
_CHANCE = 0.05  # below it the gaps fit together too rarely
_MOST_ROWS = 5_000  # that hold one of the words: a sample tells enough

Array = np.ndarray


@fact
def strangers(train_terms: Terms, rows: Rows, full_text: pl.Series) -> Array:
    """The terms that were put in from outside, as far as can be told, among those of one class; Int64[m]."""
    times, by_class = train_terms.times(), train_terms.by_class()
    tested = (times >= LEAST_ROWS) & (by_class.max(axis=1) >= _PURE * times)
    words = np.flatnonzero(tested & train_terms.names.str.contains(_LETTERS).to_numpy())
    odd = words[_oddly_spelled(train_terms.names, words)] if len(words) else words
    if not len(odd):
        return odd
    holding = np.unique(train_terms.row[np.isin(train_terms.term, odd)])[:_MOST_ROWS]
    texts = pl.DataFrame({"id": rows.ids, "text": full_text}).join(
        train_terms.ids.gather(holding).alias("id").to_frame(), on="id", how="inner"
    )["text"]
    fitting: Array = odd[_fitting(texts, train_terms, odd)]
    return fitting


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


def _fitting(texts: pl.Series, terms: Terms, odd: Array) -> Array:
    """Return which words leave neighbours behind, when taken out, that are neighbours elsewhere as often as any."""
    pairs = terms.names.str.contains(" ", literal=True).to_numpy()
    known, often = terms.names.filter(pairs), terms.times()[pairs]
    words, around = terms.names.gather(odd), neighbours(texts)
    gaps = around.filter(pl.col("term").is_in(words.implode()))
    elsewhere = known.filter(pl.Series(often > 2))  # in two rows besides the one that is looked at
    side_by_side = around.select(pl.col("left") + " " + pl.col("term")).to_series()
    usual = float(side_by_side.is_in(elsewhere.implode()).mean() or 0)  # type: ignore[arg-type]  # of Booleans
    met = gaps.with_columns(fits=(pl.col("left") + " " + pl.col("right")).is_in(known.implode()))
    counts = met.group_by("term").agg(pl.len().alias("gaps"), pl.col("fits").sum())
    found = [word for word, gaps, fits in counts.iter_rows() if _at_most(fits, gaps, usual) >= _CHANCE and fits]
    return words.is_in(found).to_numpy()


def _at_most(hits: int, of: int, share: float) -> float:
    """Return the chance of so many hits or fewer (binomial); for many trials those of the first thousand."""
    if of > 1_000:
        hits, of = round(hits * 1_000 / of), 1_000
    return sum(comb(of, n) * share**n * (1 - share) ** (of - n) for n in range(hits + 1))
