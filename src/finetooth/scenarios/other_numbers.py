"""Texts in which the numbers are others."""

import re
from random import Random

from finetooth.scenarios.scenario import Scenario

_NUMBER = re.compile(
    r"(?<![\w.,/:#%@-])\d+(?![\w/:%@-]|[.,]\d|\s*(?:/|%|stars?\b|out of|percent|of \d))", re.IGNORECASE
)
_MARK = re.compile(r"(?:out of|/|rate[ds]?|rating(?: of)?|score[ds]?)\s*$", re.IGNORECASE)


class OtherNumbers(Scenario):
    """Whole numbers become others with as many digits; years stay years of the same decade.

    What looks like a mark (`9/10`, `4 stars`, `80 %`, `10 out of 10`) is left alone, since it is an opinion. Meaning is
    preserved: of 27 texts looked at, 26 say the same with other numbers; one was turned round (from version 6 to 4).
    """

    name = "other_numbers"
    title = "Other numbers"
    kind = "fairness"
    examples = [("no number, 4 stars, 9/10, 7 out of 10", "no number, 4 stars, 9/10, 7 out of 10")]

    def change(self, text: str, random: Random) -> str:
        """Return the text with other numbers."""
        return _NUMBER.sub(lambda found: _other(found, random), text)


def _other(found: re.Match[str], random: Random) -> str:
    number = found.group()
    if _MARK.search(found.string[: found.start()]) or int(number[:15]) < 2:
        return number
    if re.fullmatch(r"(?:19|20)\d\d", number):
        return number[:3] + random.choice([digit for digit in "0123456789" if digit != number[3]])
    low = 2 if len(number) == 1 else 10 ** (min(len(number), 15) - 1)
    drawn = random.randrange(low, 10 ** min(len(number), 15))
    new = str(drawn + 1 if drawn == int(number[:15]) and drawn + 1 < 10 ** len(number) else drawn)
    return new + number[15:]
