"""The first half of the words is kept, spacing and all."""

import pytest

from finetooth.scenarios.shorter import Shorter


@pytest.mark.parametrize(("words", "kept"), [(1, 1), (3, 3), (4, 3), (6, 3), (7, 4), (8, 4), (9, 5), (100, 50)])
def test_half_of_the_words_and_at_least_three_stay(words: int, kept: int):
    text = " ".join(f"word{place}" for place in range(words))
    assert Shorter().apply([text], 0)[0].split() == text.split()[:kept]


def test_the_spaces_between_the_words_that_stay_are_kept():
    assert Shorter().apply(["  one\t two\n\nthree  four five six"], 0) == ["  one\t two\n\nthree"]
