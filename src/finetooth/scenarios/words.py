"""Words: found, chosen by chance, replaced in place and in the case they had; and the lexicons that lie beside."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from random import Random

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
Span = tuple[int, int]


@cache
def lexicon(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of a lexicon, each split at its commas; what follows a # is a remark."""
    text = (files("finetooth.scenarios") / "lexicons" / f"{name}.txt").read_text("utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(tuple(part.strip() for part in line.split(",")) for line in lines if line)


@cache
def swaps(name: str) -> dict[str, tuple[str, ...]]:
    """Return for each word of a lexicon the others of its line."""
    return {word.lower(): tuple(x for x in line if x != word) for line in lexicon(name) for word in line}


def cased_like(word: str, model: str) -> str:
    """Return a word with capitals where the model has them: all, the first, or none."""
    if model.isupper() and len(model) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def spans(text: str, pattern: re.Pattern[str] = WORD) -> list[Span]:
    """Return where words stand."""
    return [found.span() for found in pattern.finditer(text)]


def some(items: list[Span], share: float, random: Random) -> list[Span]:
    """Return a share of the places drawn by chance, at least one of any, in order."""
    return sorted(random.sample(items, min(len(items), max(1, round(share * len(items)))))) if items else []


def replaced(text: str, places: Iterable[tuple[Span, str]]) -> str:
    """Return the text with what stands at these places (in order) replaced."""
    return "".join(_pieces(text, places))


def each_word(text: str, new: Callable[[str], str | None], pattern: re.Pattern[str] = WORD) -> str:
    """Return the text with each word replaced by what ``new`` makes of it; None leaves it."""
    found = ((word.span(), new(word.group())) for word in pattern.finditer(text))
    return replaced(text, [(place, word) for place, word in found if word is not None])


def _pieces(text: str, places: Iterable[tuple[Span, str]]) -> Iterator[str]:
    done = 0
    for (start, end), new in places:
        yield text[done:start]
        yield new
        done = end
    yield text[done:]
