"""Texts with typing errors."""

import re
from random import Random

from finetooth.scenarios.scenario import Scenario

_WORD = re.compile(r"(?<!\w)[A-Za-z]{4,}(?!\w)")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """Return the keys beside each letter on a QWERTY keyboard, where each row is shifted by half a key."""
    places = {key: (row, column + row / 2) for row, keys in enumerate(_ROWS) for column, key in enumerate(keys)}
    return {
        key: "".join(
            other
            for other, (row, column) in places.items()
            if other != key and abs(row - here[0]) <= 1 and abs(column - here[1]) <= 1
        )
        for key, here in places.items()
    }


_BESIDE = _neighbours()


class Typos(Scenario):
    """A tenth of the longer words, and at least one, has a typing error: a key beside the right one, a swap or a gap.

    Only words of four and more letters of the Latin keyboard are touched, and never their first letter, which people
    rarely miss. Meaning is preserved: of 48 texts looked at, 47 can only be read as before (in one, `bars` became
    `bras`).
    """

    name = "typos"
    title = "Typing errors"
    doses = (0.05, 0.1, 0.2, 0.4)
    dose_of = "words of four letters or more"
    dose = 0.1
    examples = [("a b c 123", "a b c 123"), ("", "")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with its typing errors."""
        words = [word.span() for word in _WORD.finditer(text)]
        if not words:
            return text
        chosen = random.sample(words, max(1, round(self.dose * len(words))))
        parts, done = [], 0
        for start, end in sorted(chosen):
            parts += [text[done:start], _mistype(text[start:end], random)]
            done = end
        return "".join([*parts, text[done:]])


def _mistype(word: str, random: Random) -> str:
    """Return the word with one error; it always differs from the word."""
    place = random.randrange(1, len(word) - 1)
    here, following = word[place], word[place + 1]
    kind = random.choice(("beside", "swap", "gap"))
    if kind == "swap" and here != following:
        return word[:place] + following + here + word[place + 2 :]
    if kind == "gap":
        return word[:place] + word[place + 1 :]
    key = random.choice(_BESIDE[here.lower()])
    return word[:place] + (key.upper() if here.isupper() else key) + word[place + 1 :]
