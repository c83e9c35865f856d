"""Words from outside are told by their spelling and by what stands around them."""

import random

import numpy as np
import polars as pl
import pytest

from finetooth.checks.examples import example_facts
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


def _found(facts: Facts, fact: str = "strangers") -> list[str]:
    terms, places = facts.get("train_terms"), facts.get(fact)
    assert isinstance(places, np.ndarray)
    return list(terms.names.gather(pl.Series(places)))


def test_an_odd_word_put_in_anywhere_is_one() -> None:
    assert _found(_facts("vrolqx", anywhere=True)) == ["vrolqx"]


def test_an_odd_word_with_a_place_of_its_own_is_none() -> None:
    assert _found(_facts("vrolqx", anywhere=False)) == []


def test_a_word_spelled_like_the_others_is_none() -> None:
    assert _found(_facts("lamp", anywhere=True)) == []


def test_a_word_put_in_is_seen_whatever_its_class_and_spelling() -> None:
    assert _found(_facts("lantern", anywhere=True), "inserted") == ["lantern"]
    assert _found(_facts("lantern", anywhere=False), "inserted") == []


@pytest.mark.parametrize("end", [True, False])
def test_a_word_put_at_the_end_or_at_the_start_is_too(end: bool) -> None:
    draw = random.Random(3)
    texts = [" ".join(draw.choices([f"word{number}" for number in range(15)], k=6)) for _ in range(300)]
    texts = [(f"{text} lantern" if end else f"lantern {text}") if n % 15 == 0 else text for n, text in enumerate(texts)]
    all_checks()
    assert "lantern" in _found(example_facts([{"text": text, "label": "a"} for text in texts]), "inserted")
