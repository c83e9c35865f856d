"""Words that tell the label: where two near texts differ by one, their labels may rightly differ too."""

import polars as pl

from finetooth.facts.neighbours.words import wording

_ROWS = 50_000  # rows counted, drawn by the seed where there are more
_SURE = 1.64  # standard errors of the log odds ratio from which a word speaks for a label
_SEEN = 2  # other rows of the label that must have the word
_SHORTEST = 3  # letters of the longer of a word and its misspelling
_HARDLY = 2  # rows in which a misspelling stands at most
_USUAL = 3  # times as many rows hold the word itself
_ALWAYS = {"?", "!", "not", "no", "never", "nor", "none", "without", "cannot", "n't", "nicht", "kein", "keine", "nie"}
_ALWAYS |= {"ne", "pas", "jamais", "sin", "nunca", "jamás", "não", "non", "mai", "niet", "geen", "ikke", "inte", "не"}
_NEGATED = r"n['’]t$|nt$"  # don't, dont
_PICTURE = r"[\p{So}\p{Sk}]"  # emoji and the like


def telling(pairs: pl.DataFrame, train_keys: pl.DataFrame, seed: int) -> pl.Series:
    """Return where the words that part two rows account for their labels; Boolean, aligned with ``pairs``.

    ``pairs`` has both labels, and ``left_only`` and ``right_only``. A negation, a question mark, an exclamation mark or
    an emoji always may; any other word if it stands oftener under the label it comes with than under the other. A
    word and its misspelling are one word.
    """
    sides = [
        _side(pairs, "left_only", "left_label", "right_label"),
        _side(pairs, "right_only", "right_label", "left_label"),
    ]
    said = _said(train_keys, seed)
    words = _without_slips(pl.concat(sides), sides, said)
    plain = words.filter(
        pl.col("word").is_in(list(_ALWAYS))
        | pl.col("word").str.contains(_NEGATED)
        | pl.col("word").str.contains(_PICTURE)
    )
    counted = _leaning(words, *said)
    found = pl.concat([plain["pair"], counted["pair"]]).unique()
    return pl.int_range(pairs.height, eager=True).is_in(found.implode())


def _side(pairs: pl.DataFrame, words: str, own: str, other: str) -> pl.DataFrame:
    numbered = pairs.with_row_index("pair").select(pl.col("pair").cast(pl.Int64), word=words, own=own, other=other)
    return numbered.explode("word").drop_nulls()


def _said(train_keys: pl.DataFrame, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return in which rows a word stands, ``label, word``, and how many rows each label has, ``label, size``."""
    rows = train_keys.filter(pl.col("label").is_not_null())
    rows = rows if rows.height <= _ROWS else rows.sample(_ROWS, seed=seed)
    sizes = rows.group_by("label").agg(pl.len().cast(pl.Float64).alias("size"))
    return rows.select("label", word=wording(rows["key"]).list.unique()).explode("word"), sizes


def _without_slips(
    words: pl.DataFrame, sides: list[pl.DataFrame], said: tuple[pl.DataFrame, pl.DataFrame]
) -> pl.DataFrame:
    """Leave out words that stand on the other side too, misspelt: a letter apart, and one of them hardly a word."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    left, right = (side.select("pair", "word") for side in sides)
    met = left.join(right, on="pair", suffix="_right").rename({"word_right": "other"})
    lengths = pl.col("word").str.len_chars().cast(pl.Int64), pl.col("other").str.len_chars().cast(pl.Int64)
    met = met.filter((lengths[0] - lengths[1]).abs() <= 1, pl.max_horizontal(lengths) >= _SHORTEST)
    if met.is_empty():
        return words
    apart = cpdist(met["word"].to_list(), met["other"].to_list(), scorer=OSA.distance)
    met = met.filter(pl.Series(apart <= 1))
    times = said[0].filter(pl.col("word").is_in(pl.concat([met["word"], met["other"]]).implode()))
    rows = dict(times.group_by("word").len().iter_rows())
    for name in ("word", "other"):
        met = met.with_columns(
            pl.col(name).replace_strict(rows, default=0, return_dtype=pl.Int64).alias(f"{name}_rows")
        )
    fewer, more = (one("word_rows", "other_rows") for one in (pl.min_horizontal, pl.max_horizontal))
    slips = met.filter((fewer <= _HARDLY) & (more >= _USUAL * fewer))
    pairs = pl.concat([slips.select("pair", "word"), slips.select("pair", word="other")]).unique()
    return words.join(pairs, on=["pair", "word"], how="anti", maintain_order="left")


def _leaning(words: pl.DataFrame, said: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Return the words whose log odds ratio between both labels is surely above 0 (with half a row added to each)."""
    wanted = words["word"].unique()
    with_word = (
        said.filter(pl.col("word").is_in(wanted.implode())).group_by("word", "label").agg(pl.len().alias("rows"))
    )
    for side in ("own", "other"):
        words = words.join(with_word.rename({"label": side, "rows": f"with_{side}"}), on=["word", side], how="left")
        words = words.join(sizes.rename({"label": side, "size": f"of_{side}"}), on=side, how="left")
    seen = pl.col("with_own").fill_null(0) - 1.0  # without the row itself
    unseen = pl.col("with_other").fill_null(0).cast(pl.Float64)
    ratio = ((seen + 0.5) / pl.col("of_own")).log() - ((unseen + 0.5) / pl.col("of_other")).log()
    error = (1 / (seen + 0.5) + 1 / (unseen + 0.5)).sqrt()
    return words.filter((seen >= _SEEN) & (ratio > _SURE * error))
