"""First names: which group each belongs to, and another name for it."""

import re
from functools import cache
from random import Random

from finetooth.scenarios.words import lexicon

FEMALE, MALE = "female", "male"
_NAME = re.compile(r"[^\W\d_]+")


@cache
def _groups() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the names by gender and by where they are common."""
    heads = [(line[0].split(), line[1:]) for line in lexicon("names")]
    return {(gender, origin): names for (gender, origin), names in heads}


@cache
def _group_of() -> dict[str, tuple[str, str]]:
    return {name: group for group, names in _groups().items() for name in names}


def names_in(text: str) -> list[re.Match[str]]:
    """Return where names that are in the lexicon stand, with their capital."""
    known = _group_of()
    return [found for found in _NAME.finditer(text) if found.group() in known]


def elsewhere(name: str, random: Random) -> str:
    """Return a name of the same gender that is common elsewhere."""
    gender, origin = _group_of()[name]
    others = [group for group in _groups() if group[0] == gender and group[1] != origin]
    return random.choice(_groups()[random.choice(others)])


def other_gender(name: str, random: Random) -> str:
    """Return a name of the other gender that is common in the same place."""
    gender, origin = _group_of()[name]
    return random.choice(_groups()[(MALE if gender == FEMALE else FEMALE), origin])
