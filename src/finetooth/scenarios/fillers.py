"""Texts with filler words, as spoken or dictated messages have them."""

import re
from random import Random

from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import replaced, some

_FILLERS = ("um", "uh", "you know", "I mean", "well", "er", "so to say", "hmm")
_GAP = re.compile(r"(?<=[a-z]) (?=[a-z])")


class Fillers(Scenario):
    """`um`, `you know` and the like stand between words.

    None of them is an opinion; `like` is not among them. Meaning is preserved: in 48 of 48 texts looked at.
    """

    name = "fillers"
    title = "Filler words"
    doses = (0.05, 0.1, 0.2, 0.4)
    dose_of = "gaps between words"
    dose = 0.1
    examples = [("alone", "alone"), ("今天天气很好", "今天天气很好")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with fillers in some of its gaps, at least one."""
        gaps = some([gap.span() for gap in _GAP.finditer(text)], self.dose, random)
        return replaced(text, [(gap, f" {random.choice(_FILLERS)} ") for gap in gaps])
