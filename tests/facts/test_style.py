"""Little words alone: they tell classes of two writers apart, and say nothing of classes of one."""

import random

import pytest

from finetooth.checks.examples import example_facts
from finetooth.core.errors import NotApplicable
from finetooth.core.plugins import all_checks
from finetooth.facts.style import StyleProbe, only

NOUNS = ["kettle", "violin", "bridge", "garden", "lantern", "harbour", "jacket", "ticket"]
HABITS = {"one": ["the", "of", "which", "his", "to", "a"], "two": ["i", "it", "you", "so", "is", "and"]}


def written(habit: dict[str, list[str]], number: int = 600) -> list[dict[str, str]]:
    """Return rows of nouns that tell nothing and of little words drawn by habit, two in three from the own list."""
    draw = random.Random(5)
    rows = []
    for n in range(number):
        label = "one" if n % 2 else "two"
        lists = [habit[label], habit["two" if n % 2 else "one"]]
        words = [draw.choice(lists[draw.random() < 1 / 3]) for _ in range(6)] + draw.sample(NOUNS, 3)
        draw.shuffle(words)
        rows.append({"text": " ".join(words), "label": label})
    return rows


def probe(rows: list[dict[str, str]]) -> StyleProbe:
    all_checks()
    found: StyleProbe = example_facts(rows).get("style_probe")
    return found


def test_two_habits_of_little_words_tell_the_label() -> None:
    found = probe(written(HABITS))
    assert found.balanced > 0.75
    assert found.z > 5
    assert set(found.words) <= {*HABITS["one"], *HABITS["two"]}
    assert len(found.words) == 3


def test_one_habit_tells_nothing() -> None:
    same = [*HABITS["one"], *HABITS["two"]]
    found = probe(written({"one": same, "two": same}))
    assert found.z < 5
    assert 0.4 < found.balanced < 0.6


def test_words_that_ask_or_deny_do_not_count() -> None:
    rows = [
        {"text": f"{'what' if n % 2 else 'not'} {NOUNS[n % 8]} of the a to", "label": "ab"[n % 2]} for n in range(90)
    ]
    assert probe(rows).balanced < 0.7


def test_texts_without_little_words_are_not_judged() -> None:
    with pytest.raises(NotApplicable):
        probe([{"text": f"{NOUNS[n % 8]} {NOUNS[n % 5]}", "label": "ab"[n % 2]} for n in range(90)])


def test_only_keeps_the_named_terms_and_all_rows() -> None:
    all_checks()
    terms = example_facts(written(HABITS)).get("train_terms")
    kept = only(terms, frozenset({"the", "of"}))
    assert set(kept.names) == {"the", "of"}
    assert len(kept.labels) == 600
    assert kept.times().sum() == len(kept.row) < len(terms.row)
