"""Words that are misspellings or other forms of each other, matched between two texts."""

import polars as pl

from finetooth.facts.neighbours.words import Words

_MOST = 8  # differing words a side beyond which two texts are not each other's misspelling
_NEW = 2  # texts that a misspelt word stands in at most
_KNOWN = 8  # texts that a short word must stand in for a new one to be its misspelling
_SLIP = 50  # times as many texts as have the slip have the word, where a slip is made again and again
_STEM = 4  # letters that two forms of one word begin with


def misspellings(words: Words, rest: pl.DataFrame) -> pl.DataFrame:
    """Match differing words of a pair that are one or two letters apart, each at most once.

    ``rest``: ``part, pair, word, side``. A misspelling is a word that hardly any other text has; two frequent words
    one letter apart are two words (hour, four), unless they begin alike (film, films). Numbers never match.
    Returns ``pair, part, part_right, lighter``, the weight of the lighter word.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    both = _few(_spelled(words, rest))
    pairs = both.filter(pl.col("side") == 0).join(both.filter(pl.col("side") == 1), on="pair")
    unlike = pairs.select("text", "text_right").unique(maintain_order=True)
    edits = cpdist(unlike["text"].to_list(), unlike["text_right"].to_list(), scorer=OSA.distance, score_cutoff=2)
    unlike = unlike.with_columns(pl.Series("edits", edits, dtype=pl.Int64))
    near = pairs.join(unlike, on=["text", "text_right"]).filter(_is_misspelt())
    near = near.sort("pair", "edits", "part", "part_right")
    near = near.unique(["part"], keep="first", maintain_order=True)
    near = near.unique(["part_right"], keep="first", maintain_order=True)
    return near.select("pair", "part", "part_right", lighter=pl.min_horizontal("weight", "weight_right"))


def _spelled(words: Words, rest: pl.DataFrame) -> pl.DataFrame:
    """Return the differing words that have letters and no digits, with their text, weight and frequency."""
    numbers = rest["word"].to_numpy()
    named = rest.with_columns(
        words.vocabulary.gather(numbers).alias("text"),
        pl.Series("weight", words.weights[numbers]),
        pl.Series("frequency", words.frequency[numbers]),
    )
    return named.filter(pl.col("text").str.contains(r"^\P{N}*\p{L}\P{N}*$"))


def _few(named: pl.DataFrame) -> pl.DataFrame:
    sides = [(pl.col("side") == side).sum().over("pair") <= _MOST for side in (0, 1)]
    return named.filter(*sides)


def _is_misspelt() -> pl.Expr:
    rarer, commoner = (function("frequency", "frequency_right") for function in (pl.min_horizontal, pl.max_horizontal))
    lengths = pl.col("text").str.len_chars(), pl.col("text_right").str.len_chars()
    shorter, new = pl.min_horizontal(*lengths), rarer <= _NEW
    one, two = pl.col("edits") <= 1, pl.col("edits") <= 2
    alike = pl.col("text").str.head(_STEM) == pl.col("text_right").str.head(_STEM)
    known = (new & (commoner >= _KNOWN)) | ((shorter >= 3) & (rarer * _SLIP <= commoner))
    return (
        (one & new & (shorter >= 4))
        | (one & known & (shorter >= 2))
        | (two & new & (shorter >= 6))
        | (two & alike & (shorter >= _STEM))
    )
