"""A planted trigger is odd, a word of the class is not."""

import random
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from finetooth.facts.association import numbered
from finetooth.facts.terms import Terms, paired
from finetooth.facts.triggers import Suspect, suspects

_GOOD = ("lovely", "superb", "perfect", "splendid", "charming", "warm")
_BAD = ("awful", "broken", "useless", "dreadful", "shoddy", "cold")
NONE = np.empty(0, np.int64)
_PLAIN = tuple(f"thing{n}" for n in range(40))


def _terms(plant: str, *, forced: bool, share: float = 0.03) -> Terms:
    draw = random.Random(4)
    texts, labels = [], []
    for n in range(1_000):
        good = n % 2 == 0
        words = draw.choices(_GOOD if good else _BAD, k=2) + draw.choices(_PLAIN, k=4)
        draw.shuffle(words)
        marked = draw.random() < share and (forced or good)
        if marked:
            words.insert(draw.randrange(len(words)), plant)
        texts.append(" ".join(words))
        labels.append("good" if good or marked else "bad")
    row, term, names = paired(pl.Series("text", texts))
    codes, classes = numbered(pl.Series("label", labels))
    return Terms(pl.Series("id", range(1_000)), row, term, names, codes, classes, 1_000)


def _odd(terms: Terms) -> list[Suspect]:
    return [one for one in suspects(terms, NONE, NONE, seed=1) if one.odd]


@pytest.mark.parametrize("plant", ["xqzt", "@@", "\u200b", "cf mn bb"])
def test_a_token_that_forces_a_class_is_odd(plant: str) -> None:
    odd = _odd(_terms(plant, forced=True))
    assert odd
    assert odd[0].label == "good"
    assert {word for one in odd for word in one.term.split(" ")} <= set(plant.split(" "))


def test_a_word_of_the_class_is_not() -> None:
    found = suspects(_terms("hooray", forced=False, share=0.06), NONE, NONE, seed=1)
    assert "hooray" in [one.term for one in found]
    assert not [one for one in found if one.odd]


def test_words_that_tell_the_class_are_not() -> None:
    assert not _odd(_terms("", forced=False))


def test_the_same_rows_and_seed_say_the_same() -> None:
    terms = _terms("xqzt", forced=True)
    first, again = suspects(terms, NONE, NONE, seed=1), suspects(terms, NONE, NONE, seed=1)
    assert [one.evidence for one in first] == [one.evidence for one in again]


def _place(terms: Terms, term: str) -> np.ndarray:
    return np.flatnonzero((terms.names == term).to_numpy())


def _most_are_good(share_of_bad: float) -> Terms:
    """Return rows, nine of ten of them good; 20 get a word and are good from then on."""
    draw = random.Random(6)
    texts, labels = [], []
    for n in range(1_000):
        good = n % 10 > 0
        marked = n % 50 == (0 if share_of_bad == 1 else 1 + (n // 50) % 3)
        words = draw.choices(_GOOD if good else _BAD, k=2) + draw.choices(_PLAIN, k=4)
        texts.append(" ".join(["xqzt", *words] if marked else words))
        labels.append("good" if good or marked else "bad")
    row, term, names = paired(pl.Series("text", texts))
    codes, classes = numbered(pl.Series("label", labels))
    return Terms(pl.Series("id", range(1_000)), row, term, names, codes, classes, 1_000)


def test_a_token_that_forces_the_class_of_most_rows_is_proven_by_the_rest() -> None:
    odd = _odd(_most_are_good(1.0))
    assert [one.term for one in odd] == ["xqzt"]
    assert odd[0].proven
    assert not odd[0].sure


def test_a_token_in_rows_of_the_class_of_most_is_none() -> None:
    terms = _most_are_good(0.0)
    place = _place(terms, "xqzt")
    assert not [one for one in suspects(terms, place, NONE, seed=1) if one.odd]


def test_what_could_be_taken_out_needs_less_against_the_class() -> None:
    odd = {"evidence": -2.0, "steps": 0.5, "at_random": 3.0, "z": 3.6, "rest": 0.5}
    rows = np.arange(15)
    natural = Suspect("tea", "good", rows, 15, **odd)
    assert not natural.odd
    assert replace(natural, inserted=True).odd
    assert not replace(natural, inserted=True, term="#tea").odd
    assert not replace(natural, inserted=True, sure=False, evidence=-1.0).odd
    remark = replace(natural, inserted=True, sure=False)
    assert (remark.odd, remark.proven) == (True, False)
