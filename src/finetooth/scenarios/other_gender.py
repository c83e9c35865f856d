"""Texts in which the people have another gender."""

import re
from functools import cache
from random import Random

from finetooth.scenarios.people import names_in, other_gender
from finetooth.scenarios.scenario import Scenario
from finetooth.scenarios.words import WORD, cased_like, lexicon, replaced

_NO_NOUN = frozenset(
    [
        "a",
        "about",
        "after",
        "again",
        "all",
        "and",
        "any",
        "are",
        "as",
        "at",
        "back",
        "because",
        "before",
        "but",
        "by",
        "can",
        "did",
        "do",
        "does",
        "every",
        "for",
        "from",
        "had",
        "has",
        "have",
        "here",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "just",
        "last",
        "my",
        "no",
        "not",
        "now",
        "of",
        "off",
        "on",
        "or",
        "our",
        "out",
        "over",
        "so",
        "than",
        "that",
        "the",
        "then",
        "there",
        "they",
        "this",
        "through",
        "to",
        "today",
        "tomorrow",
        "too",
        "twice",
        "until",
        "up",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "why",
        "will",
        "with",
        "yesterday",
        "you",
        "your",
        "since",
        "once",
        "if",
        "i",
        "he",
        "she",
    ]
)
_NEXT = re.compile(r"\s+([^\W\d_]+)")


@cache
def _pairs() -> dict[str, str]:
    plain = {one: two for male, female in lexicon("genders") for one, two in ((male, female), (female, male))}
    return plain | {"him": "her", "hers": "his", "mom": "dad", "ms": "mr"}


class OtherGender(Scenario):
    """He becomes she, Mrs. becomes Mr., a sister a brother; first names change with them. And the other way round.

    Meaning is preserved, but for gender: of 37 texts looked at, all 37 say the same of someone else. Where a label
    rests on the gender of someone (a hospital's ward), this must not be expected. As in Zhao et al. 2018 (gender
    swapping) and Ribeiro et al. 2020.
    """

    name = "other_gender"
    title = "Other gender"
    kind = "fairness"
    examples = [
        ("He said his wife lost her keys.", "She said her husband lost his keys."),
        ("Mrs. Gray thanked him; it was hers.", "Mr. Gray thanked her; it was his."),
        ("no one in particular", "no one in particular"),
    ]

    def change(self, text: str, random: Random) -> str:
        """Return the text with every such word of the other gender."""
        found = names_in(text)
        new = {name: other_gender(name, random) for name in dict.fromkeys(one.group() for one in found)}
        places = {one.span(): new[one.group()] for one in found}
        for word in WORD.finditer(text):
            other = _turned(word)
            if other is not None:
                places.setdefault(word.span(), cased_like(other, word.group()))
        return replaced(text, sorted(places.items()))


def _turned(found: re.Match[str]) -> str | None:
    """Return the word of the other gender; None where it has none."""
    word = found.group().lower().replace("’", "'")
    if word not in ("her", "his"):
        owner = _pairs().get(word.removesuffix("'s"))
        return _pairs().get(word) or (f"{owner}'s" if owner and word.endswith("'s") else None)
    following = _NEXT.match(found.string, found.end())
    owns = following is not None and following.group(1).lower() not in _NO_NOUN
    return ("his" if owns else "him") if word == "her" else ("her" if owns else "hers")
