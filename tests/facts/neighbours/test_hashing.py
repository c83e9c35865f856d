"""Words are cut where ``str.split`` cuts them, and equal words alone have equal hashes."""

import itertools
import random

import polars as pl
import pytest

from finetooth.facts.neighbours.hashing import hashed_words

SPACES = [chr(point) for point in range(0x3001) if chr(point).isspace()]


def cut(texts: list[str]) -> list[list[int]]:
    hashes, ends = hashed_words(pl.Series(texts, dtype=pl.String))
    starts = [0, *ends.tolist()]
    return [hashes[first:last].tolist() for first, last in itertools.pairwise(starts)]


@pytest.mark.parametrize("space", SPACES, ids=[f"U+{ord(space):04X}" for space in SPACES])
def test_white_space_of_any_kind_parts_words(space: str) -> None:
    assert cut([f"{space}one{space}{space}two ", "one two"]) == [cut(["one two"])[0]] * 2


@pytest.mark.parametrize("sign", ["\u200b", "’", "Â", "ā", "、", "\u2010", "\x01", "é"])
def test_other_signs_part_nothing(sign: str) -> None:
    assert [len(words) for words in cut([f"one{sign}two", "one two"])] == [1, 2]


def test_texts_keep_their_own_words() -> None:
    assert [len(words) for words in cut(["", "a b", " ", "", "c", "\n", "d e f", ""])] == [0, 2, 0, 0, 1, 0, 3, 0]


def test_words_have_equal_hashes_only_where_they_are_equal() -> None:
    draw = random.Random(3)
    words = {"".join(draw.choices("ab\0é字", k=draw.randint(1, 20))) for _ in range(3_000)}
    words |= {"x" * length for length in range(1, 100)}
    text = " ".join(sorted(words))
    first, second = cut([text, text])
    assert first == second
    assert len(set(first)) == len(words)


def test_the_place_of_a_word_does_not_change_its_hash() -> None:
    word = "incomprehensibilities"
    (alone,), (_, behind), (before, _) = cut([word, f"a {word}", f"{word} a"])
    assert alone == behind == before
