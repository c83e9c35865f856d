"""Planted flips: how many, of which shape, and never the label that was there."""

import numpy as np

from finetooth.facts.label_noise.planting import plant

UNIFORM = (1 - np.eye(4)) / 3


def test_as_many_as_asked_in_both_shapes_and_none_by_accident() -> None:
    codes = np.arange(1_000) % 4
    shape = np.zeros((4, 4))
    shape[np.arange(4), [1, 2, 3, 0]] = 1
    flipped, done = plant(codes, shape, 0.1, seed=1)
    assert np.bincount(done).tolist() == [900, 50, 50]
    assert np.array_equal(flipped != codes, done > 0)
    assert np.array_equal(flipped[done == 2], (codes[done == 2] + 1) % 4)
    assert len(set((flipped[done == 1] - codes[done == 1]) % 4)) == 3


def test_the_same_seed_plants_the_same() -> None:
    codes = np.arange(200) % 4
    assert np.array_equal(plant(codes, UNIFORM, 0.05, 3)[0], plant(codes, UNIFORM, 0.05, 3)[0])
    assert not np.array_equal(plant(codes, UNIFORM, 0.05, 3)[0], plant(codes, UNIFORM, 0.05, 4)[0])
    assert np.array_equal(codes, np.arange(200) % 4)
