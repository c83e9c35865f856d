"""Flips for one label are planted on either side alike."""

import numpy as np

from finetooth.facts.label_noise.one_label import plant_both_ways


def test_as_many_flips_with_the_label_as_without() -> None:
    given = np.arange(1_000) < 40
    flips = plant_both_ways(given, 5, 1)
    assert flips[given].sum() == flips[~given].sum() == 5
    assert (flips == plant_both_ways(given, 5, 1)).all()
    assert (flips != plant_both_ways(given, 5, 2)).any()


def test_never_more_than_half_a_side() -> None:
    given = np.arange(100) < 4
    assert plant_both_ways(given, 30, 1)[given].sum() == 2
