"""Typing errors are few, small, and like those people make."""

import random
import string

import pytest

from finetooth.scenarios.typos import _BESIDE, Typos, _mistype

WORDS = ["parcel", "refund", "Kettle", "banana", "letter", "window", "Garden", "yellow", "summer", "travel"]


def differing(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before.split(), after.split(), strict=True))


@pytest.mark.parametrize(("words", "errors"), [(1, 1), (4, 1), (10, 1), (20, 2), (50, 5), (300, 30)])
def test_a_tenth_of_the_longer_words_and_at_least_one_has_an_error(words: int, errors: int):
    text = " ".join(WORDS[place % len(WORDS)] for place in range(words))
    assert differing(text, Typos().apply([text], 0)[0]) == errors


def test_the_seed_changes_where_the_errors_are():
    text = " ".join(WORDS * 3)
    assert len({Typos().apply([text], seed)[0] for seed in range(10)}) > 5


def test_texts_of_the_same_shape_do_not_get_the_same_error():
    texts = [" ".join(["planet"] * 20) + "!" * marks for marks in range(10)]
    assert len({text.rstrip("!") for text in Typos().apply(texts, 0)}) > 5


def test_short_words_numbers_and_other_scripts_are_left_alone():
    text = "a to the 12345 x_long_name abcd3 привет größer שלום"
    assert Typos().apply([text], 0) == [text]


def test_only_the_words_change():
    text = "<p>  wonderful,\tlamp!\n(really)  </p>"
    after = Typos().apply([text], 1)[0]
    letters = str.maketrans("", "", string.ascii_letters)
    assert after != text
    assert after.translate(letters) == text.translate(letters)


def test_every_kind_of_error_occurs_and_each_is_one_keystroke():
    kinds = set()
    for seed in range(200):
        after = _mistype("Planet", random.Random(seed))
        assert after != "Planet"
        assert after[0] == "P"
        if len(after) == 5:
            kinds.add("gap")
        elif sorted(after) == sorted("Planet"):
            kinds.add("swap")
        else:
            (pair,) = [(a, b) for a, b in zip("Planet", after, strict=True) if a != b]
            assert pair[1] in _BESIDE[pair[0]]
            kinds.add("beside")
    assert kinds == {"gap", "swap", "beside"}


def test_words_of_one_letter_and_of_capitals_change_too():
    for seed in range(50):
        assert _mistype("aaaa", random.Random(seed)) != "aaaa"
        assert _mistype("HELP", random.Random(seed)).isupper()


def test_the_keyboard_is_that_of_the_desk():
    assert set(_BESIDE) == set(string.ascii_lowercase)
    assert set(_BESIDE["g"]) == set("tyfhvb")
    assert set(_BESIDE["q"]) == set("wa")
    assert all(key in _BESIDE[other] for key, others in _BESIDE.items() for other in others)
