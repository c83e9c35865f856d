"""Texts in which the places are others."""

import re
from functools import cache
from random import Random

from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import replaced, swaps


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(swaps("places"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name.title()) for name in names)})(?!\w)")


class OtherPlaces(Scenario):
    """Each city becomes another city, each country another country.

    The same place is the same again within a text. Meaning is preserved: of 30 texts looked at, 29 say the same of
    another place, and one became odd (a clinic that moves from Tokyo to Manchester). Where a label depends on the place
    (a branch, a language), this must not be expected: leave it out of `validate.scenarios`.
    """

    name = "other_places"
    title = "Other places"
    kind = "fairness"
    examples = [("no place is named here", "no place is named here")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with other places."""
        others, new = swaps("places"), dict[str, str]()
        found = list(_pattern().finditer(text))
        for place in found:
            if place.group() not in new:
                new[place.group()] = random.choice(others[place.group().lower()])
        return replaced(text, [(place.span(), new[place.group()]) for place in found])
