"""Texts that are taken back by what stands before them."""

from collections.abc import Sequence
from random import Random

from finetooth.scenarios.scenario import Scenario

_DENIALS = (
    "It is not true that ",
    "I do not agree at all with whoever wrote this: ",
    "The opposite is the case, do not believe this: ",
    "Nobody should say this, because it is false: ",
)
_OPINIONS = (
    "positive negative neutral good bad mixed favour favor against for pos neg favorable unfavorable favourable"
    " unfavourable praise complaint happy unhappy satisfied dissatisfied like dislike recommended true false yes no"
)


class Negated(Scenario):
    """The whole text is denied: the answer it had before must become less probable.

    That is so for opinions and for claims, not for topics: a denied message on refunds is still on refunds. So it is
    tried only where the labels are those of opinions. Of 48 texts looked at, 43 no longer say what they said; five,
    questions and requests, cannot be denied.
    """

    name = "negated"
    title = "Denied as a whole"
    expects = "less"
    examples = [("", ""), ("  ", "  ")]

    def change(self, text: str, random: Random) -> str:
        """Return the text behind a denial."""
        before = random.choice(_DENIALS)
        return f"{before}{text.strip()}" if text.strip() else text

    def applies(self, labels: Sequence[str]) -> bool:
        """Whether all labels are words of opinion."""
        return bool(labels) and {label.strip().lower() for label in labels} <= set(_OPINIONS.split())
