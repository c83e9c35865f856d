"""Words that tell the label: where two near texts differ by one, their labels may rightly differ too."""

import polars as pl

from finetooth.facts.neighbours.words import wording

_ROWS = 50_000  # rows counted, drawn by the seed where there are more
_SURE = 1.64  # standard errors of the log odds ratio from which a word speaks for a label
_SEEN = 2  # other rows of the label that must have the word
_ALWAYS = {"?", "!", "not", "no", "never", "nor", "none", "without", "cannot", "n't", "nicht", "kein", "keine", "nie"}
_ALWAYS |= {"ne", "pas", "jamais", "sin", "nunca", "jamás", "não", "non", "mai", "niet", "geen", "ikke", "inte", "не"}
_NEGATED = r"n['’]t$|nt$"  # don't, dont
_PICTURE = r"[\p{So}\p{Sk}]"  # emoji and the like


def telling(pairs: pl.DataFrame, train_keys: pl.DataFrame, seed: int) -> pl.Series:
    """Return where the words that part two rows account for their labels; Boolean, aligned with ``pairs``.

    ``pairs`` has both labels, and ``left_only`` and ``right_only``. A negation, a question mark, an exclamation mark or
    an emoji always may; any other word if it stands oftener under the label it comes with than under the other.
    """
    sides = [
        _side(pairs, "left_only", "left_label", "right_label"),
        _side(pairs, "right_only", "right_label", "left_label"),
    ]
    words = pl.concat(sides)
    plain = words.filter(
        pl.col("word").is_in(list(_ALWAYS))
        | pl.col("word").str.contains(_NEGATED)
        | pl.col("word").str.contains(_PICTURE)
    )
    counted = _leaning(words, train_keys, seed)
    found = pl.concat([plain["pair"], counted["pair"]]).unique()
    return pl.int_range(pairs.height, eager=True).is_in(found.implode())


def _side(pairs: pl.DataFrame, words: str, own: str, other: str) -> pl.DataFrame:
    numbered = pairs.with_row_index("pair").select(pl.col("pair").cast(pl.Int64), word=words, own=own, other=other)
    return numbered.explode("word").drop_nulls()


def _leaning(words: pl.DataFrame, train_keys: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Return the words whose log odds ratio between both labels is surely above 0 (with half a row added to each)."""
    rows = train_keys.filter(pl.col("label").is_not_null())
    rows = rows if rows.height <= _ROWS else rows.sample(_ROWS, seed=seed)
    wanted = words["word"].unique()
    sizes = rows.group_by("label").agg(pl.len().cast(pl.Float64).alias("size"))
    said = rows.select("label", word=wording(rows["key"]).list.unique()).explode("word")
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
