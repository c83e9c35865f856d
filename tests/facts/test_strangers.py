"""Words from outside are told by their spelling and by what stands around them."""

import random

import numpy as np
import polars as pl

from finetooth.core.examples import example_facts
from finetooth.core.facts import Facts
from finetooth.core.plugins import all_checks

WHO, DOES, WHAT = (
    ("the man", "the woman", "a child"),
    ("paints", "mends", "sells"),
    ("the gate", "a lamp", "some bread"),
)


def _facts(word: str, *, anywhere: bool) -> Facts:
    draw = random.Random(3)
    rows = []
    for n in range(300):
        words = f"{draw.choice(WHO)} {draw.choice(DOES)} {draw.choice(WHAT)} there".split()
        marked = n % 15 == 0
        if marked and anywhere:
            words.insert(draw.randint(1, len(words) - 1), word)
        elif marked:
            words += [word, f"because{n // 30}"]
        rows.append({"text": " ".join(words), "label": "a" if marked or n % 2 else "b"})
    all_checks()
    return example_facts(rows)


def _found(facts: Facts) -> list[str]:
    terms, places = facts.get("train_terms"), facts.get("strangers")
    assert isinstance(places, np.ndarray)
    return list(terms.names.gather(pl.Series(places)))


def test_an_odd_word_put_in_anywhere_is_one() -> None:
    assert _found(_facts("vrolqx", anywhere=True)) == ["vrolqx"]


def test_an_odd_word_with_a_place_of_its_own_is_none() -> None:
    assert _found(_facts("vrolqx", anywhere=False)) == []


def test_a_word_spelled_like_the_others_is_none() -> None:
    assert _found(_facts("lamp", anywhere=True)) == []
