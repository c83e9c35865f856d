"""Folds: copies stay together, classes are dealt out evenly."""

import numpy as np

from finetooth.facts.label_noise.folds import fold_count, make_folds


def test_copies_share_a_fold_and_classes_are_spread() -> None:
    draw = np.random.default_rng(0)
    groups, codes = draw.integers(0, 300, 500), draw.integers(0, 3, 500)
    folds = make_folds(groups, codes, 5, seed=1)
    for group in range(300):
        assert len(set(folds[groups == group])) <= 1
    assert set(folds) == set(range(5))


def test_each_class_stands_in_every_fold_alike() -> None:
    codes = np.repeat([0, 1], [90, 10])
    folds = make_folds(np.arange(100), codes, 5, seed=3)
    assert np.bincount(folds[codes == 1]).tolist() == [2] * 5
    assert np.array_equal(folds, make_folds(np.arange(100), codes, 5, seed=3))
    assert not np.array_equal(folds, make_folds(np.arange(100), codes, 5, seed=4))


def test_few_rows_get_more_folds() -> None:
    assert fold_count(200) > fold_count(20_000)
