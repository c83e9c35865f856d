"""Whether rows have words of their own."""

import random

import polars as pl

from finetooth.facts.vocabulary import apartness

TEXTS = pl.Series("text", [f"{'soup stew' if n < 40 else 'bolt nut'} {n % 7} pan{n % 5}" for n in range(200)])


def test_rows_with_their_own_words_stand_apart() -> None:
    area, error = apartness(TEXTS, pl.Series([n < 40 for n in range(200)]), seed=1)
    assert area > 0.99
    assert 0.04 < error < 0.07


def test_rows_of_both_kinds_do_not() -> None:
    draw = random.Random(2)
    area, error = apartness(TEXTS, pl.Series([draw.random() < 0.1 for _ in range(200)]), seed=1)
    assert abs(area - 0.5) < 3 * error


def test_one_row_tells_nothing() -> None:
    assert apartness(TEXTS, pl.Series([n == 3 for n in range(200)]), seed=1) == (0.5, 0.5)
