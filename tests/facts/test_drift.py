"""The gap between two sets of texts, beside what chance gives."""

import random

import numpy as np
import polars as pl

from finetooth.facts.drift import auc, gap, prior_gap


def _texts(words: str, rows: int, seed: int) -> pl.Series:
    draw = random.Random(seed)
    return pl.Series("text", [" ".join(draw.choices(words.split(), k=6)) for _ in range(rows)])


COMMON = "the box came late and was lost in my town near a lake with some people of ours"


def test_texts_drawn_alike_stay_within_chance() -> None:
    found = gap(_texts(COMMON, 300, 1), _texts(COMMON, 60, 2), seed=5)
    assert abs(found.auc - 0.5) < 0.1
    assert found.z < 4


def test_other_words_are_told_apart_and_named() -> None:
    found = gap(_texts(COMMON, 300, 1), _texts(COMMON + " dude lol omg ur", 100, 2), seed=5)
    assert found.auc > found.highest
    assert found.z > 4
    assert set(found.words_of_second[:6]) & {"dude", "lol", "omg", "ur"}


def test_the_least_covered_row_is_the_strangest() -> None:
    second = pl.concat([_texts(COMMON, 60, 2), pl.Series("text", ["zig zag", "zig zag zig"])])
    found = gap(_texts(COMMON, 300, 1), second, seed=5)
    assert len(found.likeness) == 62


def test_auc_counts_ties_half() -> None:
    assert auc(np.array([1.0, 1.0]), np.array([True, False])) == 0.5
    assert auc(np.array([2.0, 1.0]), np.array([True, False])) == 1.0
    assert auc(np.array([1.0]), np.array([True])) == 0.5


def test_a_moved_mix_of_labels() -> None:
    moved = prior_gap(pl.Series(["a"] * 50 + ["b"] * 50), pl.Series(["a"] * 90 + ["b"] * 10), seed=1)
    assert moved is not None
    assert abs(moved.share - 0.4) < 1e-9
    assert moved.share > moved.highest
    assert moved.shares in ((0.5, 0.9), (0.5, 0.1))
    same = prior_gap(pl.Series(["a"] * 50 + ["b"] * 50), pl.Series(["a"] * 48 + ["b"] * 52), seed=1)
    assert same is not None
    assert same.share < same.highest
    assert prior_gap(pl.Series(["a"]), pl.Series([None], dtype=pl.String), seed=1) is None
