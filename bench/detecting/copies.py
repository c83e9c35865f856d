"""Planted copies: exact, normalised and near, in the training table, under another label, and across the split."""

import random
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from .planting import Plant, Planted, Unit, draw, free_rows, other_label, with_new_rows
from .table import Dataset, Row

Change = Callable[[str, random.Random], str]
SMALL_WORDS = ["please", "just", "really", "so", "the", "well", "actually", "now", "hi"]
SHORTEST = 5  # words: a near copy of fewer would be another text
LONG_ENOUGH_TO_SWAP = 9  # words: in a shorter one another word is another meaning


def same(text: str, rng: random.Random) -> str:
    """Return the text."""
    return text


def other_case(text: str, rng: random.Random) -> str:
    """Change capitals only."""
    options = [text.upper(), text.lower(), text.title(), text.swapcase()]
    return rng.choice([option for option in options if option != text] or [text])


def other_spaces(text: str, rng: random.Random) -> str:
    """Change white space only."""
    return rng.choice(
        [f"  {text}", f"{text} ", text.replace(" ", "  ", 1), text.replace(" ", "\u00a0", 1), f"\t{text}"]
    )


def other_form(text: str, rng: random.Random) -> str:
    """Write the same letters with other code points: full-width, decomposed, or a ligature."""
    words = text.split(" ")
    place = rng.randrange(len(words))
    if (decomposed := unicodedata.normalize("NFD", text)) != text:
        return decomposed
    words[place] = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in words[place])
    return " ".join(words)


def typo(word: str, rng: random.Random) -> str:
    """Swap, drop or double one letter."""
    place = rng.randrange(max(1, len(word) - 1))
    ways = [word[:place] + word[place + 1 :], word[:place] + word[place] + word[place:]]
    if len(word) > place + 1 and word[place] != word[place + 1]:
        ways.append(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
    return rng.choice(ways)


def typos(count: int) -> Change:
    """Make a change that misspells so many words of four letters or more."""

    def change(text: str, rng: random.Random) -> str:
        words = text.split(" ")
        long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
        for place in rng.sample(long, min(count, len(long))):
            words[place] = typo(words[place], rng)
        return " ".join(words)

    return change


def filler(text: str, rng: random.Random) -> str:
    """Put in one small word, or take one of three letters or fewer out."""
    words = text.split(" ")
    small = [place for place, word in enumerate(words) if word.isalpha() and len(word) <= 3]
    if small and rng.random() < 0.5:
        del words[rng.choice(small)]
    else:
        words.insert(rng.randint(0, len(words)), rng.choice(SMALL_WORDS))
    return " ".join(words)


def swapping(vocabulary: Sequence[str]) -> Change:
    """Make a change that puts another word of the data set in the place of one."""

    def change(text: str, rng: random.Random) -> str:
        words = text.split(" ")
        places = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
        if len(words) < LONG_ENOUGH_TO_SWAP or not places:
            return typos(1)(text, rng)
        words[rng.choice(places)] = rng.choice(vocabulary)
        return " ".join(words)

    return change


NORMAL: dict[str, Change] = {"case": other_case, "spaces": other_spaces, "unicode": other_form}


def _near(data: Dataset) -> dict[str, Change]:
    """Return the kinds of near copy: where rows are siblings, another word would make another sibling."""
    kinds = {"one typo": typos(1), "two typos": typos(2), "small word": filler}
    if data.siblings:
        return kinds
    vocabulary = sorted({word for row in data.train for word in row.text.split() if word.isalpha() and len(word) > 3})
    return {**kinds, "one word swapped": swapping(vocabulary)}


def copying(kinds: dict[str, Change] | None, to: str = "train", relabel: bool = False) -> Plant:
    """Make a plant that puts changed copies of training rows in; ``kinds`` null means near copies."""

    def plant(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
        changes = kinds or _near(data)
        sources = [
            row for row in free_rows(data, free) if kinds == {"exact": same} or len(row.text.split()) >= SHORTEST
        ]
        first, taken = data.next_key(), {row.text for row in (*data.train, *data.test)}
        new: list[Row] = []
        units = []
        for number, row in enumerate(draw(sources, count, rng)):
            kind = list(changes)[number % len(changes)]
            text = changes[kind](row.text, rng)
            if kind != "exact" and text in taken:
                continue
            label = other_label(row.label, data.labels(), rng) if relabel else row.label
            new.append(replace(row, key=first + len(new), text=text, label=label))
            units.append(Unit(frozenset({row.key, new[-1].key}), kind))
        return Planted(with_new_rows(data, new, rng, to), tuple(units))

    return plant


def conflicts(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Copy rows under another label: half of them tied one to one, half outvoted two to one."""
    labels, first = data.labels(), data.next_key()
    new: list[Row] = []
    units = []
    for number, row in enumerate(draw(free_rows(data, free), count, rng)):
        copies = [replace(row, key=first + len(new), label=other_label(row.label, labels, rng))]
        if number % 2:
            copies.append(replace(row, key=copies[0].key + 1))
        new += copies
        units.append(Unit(frozenset({row.key, *(copy.key for copy in copies)}), "outvoted" if number % 2 else "tied"))
    return Planted(with_new_rows(data, new, rng), tuple(units))
