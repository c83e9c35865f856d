"""What one feature alone tells is measured on rows it was not fitted to."""

import numpy as np
import polars as pl

from finetooth.facts.association import alone, as_codes, as_numbers, in_bins, macro_f1, readings


def test_a_feature_that_is_the_label_tells_it_all() -> None:
    labels = np.arange(200) % 2
    found = alone(labels, 2, labels, 2, seed=1)
    assert (found.accuracy, found.macro_f1, found.balanced, found.gain) == (1.0, 1.0, 1.0, 1.0)
    assert found.z > 5


def test_a_feature_of_one_value_a_row_tells_nothing() -> None:
    labels = np.random.default_rng(3).integers(0, 2, 400)
    found = alone(np.arange(400), 400, labels, 2, seed=1)
    assert found.balanced < 0.6
    assert found.gain < 0.1


def test_gain_is_over_the_majority() -> None:
    labels = np.array([0] * 90 + [1] * 10)
    codes = np.array([0] * 95 + [1] * 5)
    found = alone(codes, 2, labels, 2, seed=1)
    assert found.majority == 0.9
    assert abs(found.gain - 0.5) < 1e-9


def test_numbers_fall_into_bins_by_rank_and_missing_ones_into_none() -> None:
    bins, width = in_bins(pl.Series([1.0, None, 3.0, 2.0]), 2)
    assert bins.tolist() == [1, 0, 2, 2]
    assert width == 3


def test_words_are_no_numbers() -> None:
    assert as_numbers(pl.Series(["1", "2.5", None, "inf"])) is None
    numbers = as_numbers(pl.Series(["1", "2.5", None]))
    assert numbers is not None
    assert numbers.to_list() == [1.0, 2.5, None]


def test_rare_values_share_a_code() -> None:
    codes, width = as_codes(pl.Series("v", ["a", "a", "b", "c", None]))
    assert codes.tolist() == [2, 2, 1, 1, 0]
    assert width == 3


def test_a_column_is_read_in_every_way_that_fits() -> None:
    values = pl.Series("v", [str(n) if n % 3 else None for n in range(90)])
    assert [by for by, _, _ in readings(values)] == ["whether it is filled", "its size"]


def test_macro_f1_of_a_swap_is_nothing() -> None:
    assert macro_f1(np.array([1, 0]), np.array([0, 1]), 2) == 0.0
