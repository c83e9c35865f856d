"""Near duplicates as people mean them: a letter or a word changed; texts of one template are siblings instead."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from finetooth.facts.neighbours.alike import SPACED, alike
from finetooth.facts.neighbours.calibration import FARTHEST, Calibration, calibrate, is_near
from finetooth.facts.neighbours.candidates import gram_candidates
from finetooth.facts.neighbours.edits import planted
from finetooth.facts.neighbours.join import join
from finetooth.facts.neighbours.shingles import Array
from finetooth.facts.neighbours.verify import compare
from finetooth.facts.neighbours.words import bags_of_words

PLANTED = 400
MOST_BY_GRAMS = 100_000  # texts up to which character grams find the candidates; word pairs beyond
_WEIGHED = 50_000  # texts that tell how frequent words are, beside those in the pairs
_OVERLAP = 0.5  # of the pairs of neighbouring words, where they find the candidates
_PER_TEXT = 8  # pairs a text (and two million on top) that are compared word by word; beyond, the most alike
_FREE = 2_000_000
_FILLERS = 3  # texts with the same frame from which on they are siblings
_FAMILY = 0.35  # distance up to which siblings are told
_SHORT, _SHORT_DISTANCE = 3, 0.15  # texts under so many words are near only by misspelling, and only so far
SCHEMA: dict[str, Any] = {
    "left": pl.Int64,
    "right": pl.Int64,
    "score": pl.Float64,
    "kind": pl.Enum(["near", "sibling", "signs"]),
}


@dataclass(frozen=True)
class NearTexts:
    """Near pairs of texts by their places (``left < right, score, kind``), and how near was found out."""

    pairs: pl.DataFrame
    calibration: Calibration
    method: str


def near_texts(texts: pl.Series, seed: int = 42) -> NearTexts:
    """Find the near duplicates among distinct, normalised texts; ``score`` is 1 - distance (see ``verify.compare``).

    Copies with one or two edits are planted among the texts, searched with them, and decide the thresholds. Texts with
    the same letters are near whatever the thresholds; but where they have one or two words and signs part them
    ("thanks!", "thanks.") they are of the kind ``signs``: short answers that repeat by nature.
    """
    total = len(texts)
    copies = planted(texts, min(PLANTED, total // 4), seed)
    both = pl.concat([texts.cast(pl.String), copies["text"]])
    left, right, method = _candidates(both, seed)
    pairs = _with_alike(_judged(_compared(both, left, right, seed), total), alike(both), total)
    natural = pairs.filter(pl.col("right") < total)
    known = (
        copies.select(left="place").with_row_index("number").with_columns(right=pl.col("number").cast(pl.Int64) + total)
    )
    found = pairs.join(known, on=["left", "right"], how="semi")
    calibration = calibrate(natural, found, copies.height, total)
    near = is_near(calibration.limits)
    family = pl.col("sibling") & (pl.col("distance") <= _FAMILY)
    kind = pl.when("signs").then(pl.lit("signs")).when(near).then(pl.lit("near")).when(family).then(pl.lit("sibling"))
    told = natural.with_columns(kind=kind.cast(SCHEMA["kind"]), score=1 - pl.col("distance")).drop_nulls("kind")
    return NearTexts(told.select(*SCHEMA).sort("left", "right"), calibration, method)


def _with_alike(pairs: pl.DataFrame, same: pl.DataFrame, natural: int) -> pl.DataFrame:
    """Put the pairs with the same letters in the place of what the comparison by words says of them."""
    same = same.filter(pl.col("left") < natural).with_columns(
        edit=pl.lit(0, pl.Int64),
        sibling=pl.lit(False),
        signs=(pl.col("words") < _SHORT) & (pl.col("distance") > SPACED),
    )
    same = same.with_columns(eligible=~pl.col("signs"))
    others = pairs.join(same, on=["left", "right"], how="anti").with_columns(signs=pl.lit(False))
    return pl.concat([others.select(same.columns), same], how="vertical_relaxed")


def _candidates(texts: pl.Series, seed: int) -> tuple[Array, Array, str]:
    if len(texts) <= MOST_BY_GRAMS:
        left, right = gram_candidates(texts)
        return left, right, "rare character 4-grams"
    joined = join(texts, 2, _OVERLAP, seed=seed)
    how = f"{_OVERLAP:.0%} of their pairs of neighbouring words in common" + ("" if joined.exact else " (LSH)")
    pairs, most = joined.pairs, _FREE + _PER_TEXT * len(texts)
    if pairs.height > most:
        pairs = pairs.sort("score", "left", "right", descending=[True, False, False]).head(most)
        how += f", and of these pairs the {most:,} most alike"
    return pairs["left"].to_numpy(), pairs["right"].to_numpy(), how


def _compared(texts: pl.Series, left: Array, right: Array, seed: int) -> pl.DataFrame:
    """Compare the pairs; words are weighed by the texts in them and a sample of the others."""
    drawn = np.random.default_rng(seed).permutation(len(texts))[:_WEIGHED]
    needed = np.unique(np.concatenate([left, right, drawn]))
    bags = bags_of_words(texts.gather(needed))
    compared = compare(bags, np.searchsorted(needed, left), np.searchsorted(needed, right))
    return compared.with_columns(*(pl.Series(side, needed[compared[side].to_numpy()]) for side in ("left", "right")))


def _judged(pairs: pl.DataFrame, natural: int) -> pl.DataFrame:
    """Mark the siblings, the pairs that may be near at all, and how near each is beside its texts' other neighbours.

    Siblings: one frame of words with other words in the same slot, and at least three texts that fill it.
    """
    pairs = pairs.filter((pl.col("distance") <= FARTHEST) & (pl.col("left") < natural))
    own = pairs.filter(pl.col("right") < natural)
    members = pl.concat([own.select("frame", member="left"), own.select("frame", member="right")]).unique()
    fillers = members.group_by("frame").agg(pl.len().alias("fillers"))
    pairs = pairs.join(fillers, on="frame", how="left", maintain_order="left")
    copy = (pl.col("right") >= natural).cast(pl.Int64)  # a planted copy fills its frame too
    short = (pl.col("typos") > 0) & (pl.col("slot") <= 0) & (pl.col("distance") <= _SHORT_DISTANCE)
    sibling = (pl.col("slot") > 0) & (pl.col("fillers").fill_null(1) + copy >= _FILLERS)
    return pairs.with_columns(sibling=sibling).with_columns(
        eligible=~pl.col("sibling") & pl.when(pl.col("words") < _SHORT).then(short).otherwise(True),
    )
