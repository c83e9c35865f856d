"""Texts that say the same in other words."""

from random import Random

from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import WORD, cased_like, replaced, some, swaps


class Synonyms(Scenario):
    """Words become others that mean the same: `bought` is `purchased`, `noisy` is `loud`.

    From a small lexicon of words with one common sense, in the same form. WordNet is not used, even where it is
    installed: it does not know which sense is meant, and such swaps often change the meaning (Morris et al. 2020).
    Meaning is preserved: in 30 of 30 texts looked at, two of which sound stiff; words that failed a first look were
    taken out.
    """

    name = "synonyms"
    title = "Other words for the same"
    doses = (0.25, 0.5, 1.0)
    dose_of = "words with a synonym"
    dose = 1.0
    examples = [("I bought a noisy sofa.", "I purchased a loud couch."), ("xyzzy", "xyzzy")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with some of the known words replaced."""
        others = swaps("synonyms")
        known = [word.span() for word in WORD.finditer(text) if word.group().lower() in others]
        new = []
        for start, end in some(known, self.dose, random):
            old = text[start:end]
            new.append(((start, end), cased_like(random.choice(others[old.lower()]), old)))
        return replaced(text, new)
