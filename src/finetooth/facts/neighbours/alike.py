"""Texts with the same letters in the same order: only spaces and signs part them, as after another tokenisation."""

import numpy as np
import polars as pl

from finetooth.facts.neighbours.shingles import Array
from finetooth.facts.neighbours.words import wording

_STOPS = r"[\s.\u{2026}\u{3002}]"  # spaces and full stops: they part words and sentences, and tell nothing
_SIGNS = r"[\s`´\p{P}--[%&@#*/\\_]]"  # the signs taken out here stand for words, or for a place in a text
_WHOLE = r"[-\u{2212}]?\p{N}+(?:[.,:/-]\p{N}+)*|[:;=][-'o^]?[()\[\]{}|]"  # numbers and smileys
_LETTER = r"[\p{L}\p{N}]"
_SILENT = r"^[.\u{2026}\u{3002},'’\"“”`´-]$"  # no smile is made of them, no question and no call
_PARTNERS = 20  # following texts of the same letters that each is paired with
SPACED, SIGNED = 0.01, 0.02  # distances: no more than the strictest limit of a calibration
SCHEMA = {"left": pl.Int64, "right": pl.Int64, "distance": pl.Float64, "words": pl.Int64}


def alike(texts: pl.Series) -> pl.DataFrame:
    """Return pairs of normalised texts with the same letters: ``left, right, distance, words``, left < right.

    ``distance`` is ``SPACED`` where spaces and full stops part them ("the film 's end ." and "the film's end"), else
    ``SIGNED``; ``words`` are those of the shorter text. Each text is paired with at most 20 that follow it.
    """
    known = letters(texts).alias("letters").to_frame().with_row_index("text").cast({"text": pl.Int64})
    known = known.filter(pl.col("letters").str.contains(_LETTER) & pl.col("letters").is_duplicated())
    known = known.sort("letters", "text")
    chosen = texts.gather(known["text"])
    known = known.with_columns(
        chosen.str.replace_all(_STOPS, "").alias("bare"),
        wording(chosen).list.eval(pl.element().str.contains(_LETTER)).list.sum().cast(pl.Int64).alias("words"),
    )
    left, right = _paired(known["letters"].rle_id().to_numpy())
    one, two = known[left], known[right]
    spaced = one["bare"] == two["bare"]
    return pl.DataFrame(
        {
            "left": one["text"],
            "right": two["text"],
            "distance": np.where(spaced, SPACED, SIGNED),
            "words": np.minimum(one["words"].to_numpy(), two["words"].to_numpy()),
        },
        schema=SCHEMA,
    )


def letters(texts: pl.Series) -> pl.Series:
    """Return what is left of normalised texts without spaces and signs, and behind it their numbers and smileys.

    1.5 is not 15, and good news :) is not good news :(.
    """
    kept = texts.str.replace_all(_SIGNS, "")
    whole = texts.str.extract_all(_WHOLE).list.join(" ")
    return kept.zip_with(whole == "", kept + "\x1f" + whole)


def telling_signs(words: pl.Expr) -> pl.Expr:
    """Return which of the differing words may tell something where the letters are the same: some of the signs."""
    return words.list.filter(~pl.element().str.contains(_LETTER) & ~pl.element().str.contains(_SILENT))


def _paired(group: Array) -> tuple[Array, Array]:
    """Return the places (earlier, later) of members of one group at most 20 apart; groups stand together."""
    left, right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, _PARTNERS + 1):
        same = np.flatnonzero(group[step:] == group[:-step])
        left.append(same)
        right.append(same + step)
    return np.concatenate(left), np.concatenate(right)
