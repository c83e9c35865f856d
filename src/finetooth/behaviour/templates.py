"""Templates: `{a thing} was {praise}.` and lists of words become texts, all of them or a sample drawn by a seed."""

import math
import re
from collections.abc import Mapping, Sequence
from random import Random

SLOT = re.compile(r"\{(?:(an?) )?(\w[\w ]*?)\}", re.IGNORECASE)
Words = Mapping[str, Sequence[str]]


def slots(*templates: str) -> tuple[str, ...]:
    """Return the names of the lexicons that templates ask for, each once."""
    return tuple(dict.fromkeys(found[2].strip() for text in templates for found in SLOT.finditer(text)))


def fillings(names: Sequence[str], lexicons: Words, most: int, seed: int) -> list[dict[str, str]]:
    """Return at most ``most`` ways to fill these slots: all there are, in order, or a sample without repeats."""
    sizes = [len(lexicons[name]) for name in names]
    whole = math.prod(sizes)
    chosen = range(whole) if whole <= most else sorted(_drawn(whole, most, seed, names))
    return [_filling(number, names, sizes, lexicons) for number in chosen]


def filled(template: str, words: Mapping[str, str]) -> str:
    """Return the text with its slots filled; `{a thing}` gets the article that its word takes."""
    return SLOT.sub(lambda found: _word(found, words), template)


def _drawn(whole: int, most: int, seed: int, names: Sequence[str]) -> list[int]:
    random = Random(f"{seed} {' '.join(names)}")  # noqa: S311 - chance, not secrets
    return random.sample(range(whole), most) if whole < 2**60 else [random.randrange(whole) for _ in range(most)]


def _filling(number: int, names: Sequence[str], sizes: Sequence[int], lexicons: Words) -> dict[str, str]:
    words = {}
    for name, size in zip(reversed(names), reversed(sizes), strict=True):
        number, place = divmod(number, size)
        words[name] = lexicons[name][place]
    return words


def _word(found: re.Match[str], words: Mapping[str, str]) -> str:
    word = words[found[2].strip()]
    if not found[1]:
        return word
    article = "an" if word[:1].lower() in "aeiou" else "a"
    return f"{article.capitalize() if found[1][0].isupper() else article} {word}"
