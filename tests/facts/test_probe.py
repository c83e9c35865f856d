"""The frozen probe's score."""

import numpy as np
import polars as pl

from finetooth.facts.probe import probe_score

FRUIT = [f"{word} {turn}" for turn in ("apple", "pear", "plum") for word in ("buy", "sell", "eat", "wash", "peel")]
TOOLS = [f"{word} {turn}" for turn in ("saw", "drill", "chisel") for word in ("buy", "sell", "lend", "grind", "oil")]
TEXTS = pl.Series(FRUIT + TOOLS)
LABELS = pl.Series(["fruit"] * 15 + ["tool"] * 15)
TEST = pl.Series(["a ripe pear", "a rusty saw", "drill bits", "plum cake"])
TRUTH = pl.Series(["fruit", "tool", "tool", "fruit"])


def test_score_of_texts() -> None:
    score = probe_score(TEXTS, LABELS, TEST, TRUTH)
    assert (score.macro_f1, score.accuracy, score.right.tolist()) == (1.0, 1.0, [True] * 4)


def test_vectors_tell_what_texts_do_not() -> None:
    draw = np.random.default_rng(0)
    sides = np.where(np.arange(30) < 15, 1.0, -1.0)
    vectors = np.stack([sides, 0.1 * draw.standard_normal(30)], 1).astype(np.float32)
    same = pl.Series(["the same words"] * 30)
    test = np.array([[1, 0], [-1, 0]], np.float32)
    score = probe_score(same, LABELS, same.head(2), pl.Series(["fruit", "tool"]), vectors, test)
    assert score.accuracy == 1.0
    assert probe_score(same, LABELS, same.head(2), pl.Series(["fruit", "tool"])).accuracy == 0.5


def test_a_label_that_training_never_had_is_missed() -> None:
    score = probe_score(TEXTS, LABELS, TEST, pl.Series(["fruit", "tool", "toy", "fruit"]))
    assert score.right.tolist() == [True, True, False, True]
    assert score.accuracy == 0.75
    assert abs(score.macro_f1 - (1.0 + 2 / 3 + 0.0) / 3) < 1e-9


def test_one_class_or_no_test_rows_is_no_error() -> None:
    assert probe_score(FRUIT_ONLY, LABELS.head(15), TEST, TRUTH).accuracy == 0.5
    assert probe_score(TEXTS, LABELS, TEST.clear(), TRUTH.clear()).accuracy == 0.0


FRUIT_ONLY = TEXTS.head(15)
