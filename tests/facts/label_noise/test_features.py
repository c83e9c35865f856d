"""TF-IDF features: what is a word, where a text starts, and rows of length one."""

import numpy as np
import polars as pl

from finetooth.facts.label_noise.features import (
    CHARACTERS,
    all_features,
    character_grams,
    cut,
    word_features,
    word_grams,
)
from finetooth.facts.label_noise.landmarks import landmark_features

TEXTS = pl.Series(["the parcel is late", "where is the parcel", "the parcel", "", "is it late"])


def test_rows_have_length_one_or_are_empty() -> None:
    for features in (word_features(TEXTS), all_features(TEXTS)):
        lengths = np.sqrt(np.asarray(features.multiply(features).sum(1)).ravel())
        assert np.allclose(lengths[[0, 1, 2, 4]], 1, atol=1e-5)
        assert features.shape[0] == len(TEXTS)


def test_words_and_pairs_with_the_start_are_counted() -> None:
    rows, keys = word_grams(pl.Series(["a b", "b a"]))
    assert np.bincount(rows).tolist() == [5, 5]  # start, a, b; start a, a b
    shared = set(keys[rows == 0]) & set(keys[rows == 1])
    assert len(shared) == 3  # both words and the start, but no pair


def test_characters_do_not_cross_words_or_rows() -> None:
    rows, _ = character_grams(pl.Series(["ab", "ab"]))
    assert np.bincount(rows).tolist() == [6, 6]  # " a", "ab", "b "; " ab", "ab "; " ab "
    one, other = character_grams(pl.Series(["ab cd"]))[1], character_grams(pl.Series(["cd ab"]))[1]
    assert set(one) == set(other)


def test_what_one_row_alone_has_is_left_out() -> None:
    features = word_features(pl.Series(["late parcel", "late refund"]))
    assert features.shape[1] == 3  # the start, late, and the two together
    assert word_features(pl.Series(["late parcel", "late refund"]), least_rows=1).shape[1] == 7


def test_long_texts_are_cut() -> None:
    assert cut(pl.Series(["x" * 10_000, None])).to_list() == ["x" * CHARACTERS, ""]


def test_landmarks_keep_the_likeness_of_rows() -> None:
    features = all_features(TEXTS)
    dense = landmark_features(features, 5, seed=1)
    assert np.allclose(dense @ dense.T, (features @ features.T).toarray(), atol=2e-3)
    assert np.array_equal(dense, landmark_features(features, 5, seed=1))
    assert landmark_features(features, 2, seed=1).shape == (5, 2)


def test_landmarks_are_drawn_from_the_first_rows_only() -> None:
    features = word_features(pl.Series(["a b", "a c", "x y", "x y"]))
    dense = landmark_features(features, 2, seed=1, among=2)
    assert np.allclose(dense[2], dense[3])
    start_only = float(np.abs(dense[2]).sum())
    assert start_only < float(np.abs(dense[0]).sum())
