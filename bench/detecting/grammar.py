"""Rows the bench writes itself, so that it runs where no data set is at hand: letters, and questions of templates."""

import random
from collections.abc import Callable, Sequence

from .phrases import (
    ADJECTIVES,
    CODAS,
    COMPLAINTS,
    HEDGES,
    NUCLEI,
    OBJECTS,
    ONSETS,
    QUESTIONS,
    TAILS,
    TIMES,
)
from .table import Dataset, Row


def made_up_name(rng: random.Random) -> str:
    """Return a pronounceable name that no list holds."""
    syllables = (rng.choice(ONSETS) + rng.choice(NUCLEI) + rng.choice(CODAS) for _ in range(rng.choice((2, 2, 3))))
    return "".join(syllables).capitalize()


def filled(template: str, rng: random.Random) -> str:
    """Return the template with every slot filled by a fresh draw."""
    slots: dict[str, Callable[[], str]] = {
        "{o}": lambda: f"{rng.choice(ADJECTIVES)} {rng.choice(OBJECTS)}",
        "{n}": lambda: made_up_name(rng),
        "{t}": lambda: rng.choice(TIMES),
        "{c}": lambda: str(rng.randint(3, 989)),
    }
    for slot, draw in slots.items():
        while slot in template:
            template = template.replace(slot, draw(), 1)
    return template


def _loosened(sentence: str, rng: random.Random) -> str:
    """Put an adverb in every few words, so that no long phrase stands in many rows: that would be boilerplate."""
    words, place = sentence.split(" "), rng.randint(1, 3)
    while place < len(words):
        words.insert(place, rng.choice(HEDGES))
        place += rng.randint(3, 4)
    return " ".join(words)


def _complaint(label: str, rng: random.Random) -> str:
    parts = [rng.choice(COMPLAINTS[label]), *rng.sample(TAILS, rng.choice((0, 1, 2, 2, 3)))]
    if rng.random() < 0.5:
        rng.shuffle(parts)
    sentences = [_loosened(filled(part, rng), rng) for part in parts]
    return " ".join(part[0].upper() + part[1:] + rng.choice("..!") for part in sentences)


def _question(label: str, rng: random.Random) -> str:
    text = filled(rng.choice(QUESTIONS[label]), rng)
    return text[0].upper() + text[1:] + "?"


def _rows(
    count: int, labels: Sequence[str], write: Callable[[str, random.Random], str], rng: random.Random
) -> list[Row]:
    seen: set[str] = set()
    rows: list[Row] = []
    while len(rows) < count:
        label = labels[len(rows) % len(labels)]
        text = write(label, rng)
        if text.casefold() not in seen:
            seen.add(text.casefold())
            rows.append(Row(len(rows), text, label))
    rng.shuffle(rows)
    return rows


def own_free(train: int, test: int) -> Dataset:
    """Return customer letters in four classes: free text, no two alike."""
    rows = _rows(train + test, sorted(COMPLAINTS), _complaint, random.Random("own_free"))
    return Dataset("own_free", tuple(rows[:train]), tuple(rows[train:]))


def own_questions(train: int, test: int) -> Dataset:
    """Return questions in six classes that share a few templates and differ in a name: siblings, not duplicates."""
    rows = _rows(train + test, sorted(QUESTIONS), _question, random.Random("own_questions"))
    return Dataset("own_questions", tuple(rows[:train]), tuple(rows[train:]), siblings=True)
