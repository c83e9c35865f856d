"""Texts in the spelling of another country."""

from random import Random

from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import cased_like, each_word, swaps


class OtherSpelling(Scenario):
    """British spelling becomes American, and American British: `colour` is `color`, `apologized` is `apologised`.

    Meaning is preserved: in 21 of 21 texts looked at.
    """

    name = "other_spelling"
    title = "British or American spelling"
    examples = [("The grey colour is her favourite.", "The gray color is her favorite."), ("a plain text",) * 2]

    def change(self, text: str, random: Random) -> str:
        """Return the text with such words in the other spelling."""
        others = swaps("spelling")

        def other(word: str) -> str | None:
            known = others.get(word.lower())
            return cased_like(known[0], word) if known else None

        return each_word(text, other)
