"""Texts that end half way."""

import re
from random import Random

from finetooth.scenarios.scenario import Scenario

FEWEST = 3
_WORD = re.compile(r"\S+")


class Shorter(Scenario):
    """Only the first half of the words is there, at least three, as in a message sent too soon or cut by a form.

    Texts in scripts without spaces between words are one word, and stay as they are.
    """

    name = "shorter"
    title = "Only the first half"
    examples = [
        ("the lamp flickers  whenever it rains", "the lamp flickers"),
        ("please cancel my order", "please cancel my"),
        ("too short anyway", "too short anyway"),
    ]

    def change(self, text: str, random: Random) -> str:
        """Return the text up to the end of the last word that is kept."""
        ends = [word.end() for word in _WORD.finditer(text)]
        keep = max(FEWEST, (len(ends) + 1) // 2)
        return text if len(ends) <= keep else text[: ends[keep - 1]]
