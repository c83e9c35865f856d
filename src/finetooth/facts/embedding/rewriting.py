"""Light rewrites that keep what a text says: planted among the rows, they show how close two such texts stand."""

import re

import numpy as np
import polars as pl

_FREQUENT = 30  # the words of the rows that stand in most texts: in any language those that carry least
_FEWEST_WORDS = 6
_WORD = re.compile(r"\S+")
_SHORTENED = (
    ("do not", "don't"),
    ("does not", "doesn't"),
    ("did not", "didn't"),
    ("is not", "isn't"),
    ("can not", "can't"),
    ("cannot", "can't"),
    ("will not", "won't"),
    ("i am", "i'm"),
    ("i have", "i've"),
    ("i will", "i'll"),
    ("it is", "it's"),
    ("that is", "that's"),
    ("what is", "what's"),
    ("how can i", "how do i"),
)


def rewrites(texts: pl.Series, count: int, seed: int) -> tuple[list[str], list[str]]:
    """Return up to ``count`` texts, drawn by seed, and a rewrite of each: clauses swapped, forms contracted, or a
    word that stands in most texts dropped. Texts that none of these changes are passed over.

    This is no paraphraser: it shows how close the *nearest* of rewrites are, and no more.
    """
    words = texts.str.to_lowercase().str.extract_all(r"\p{L}+")
    common = words.list.unique().explode().drop_nulls().value_counts(sort=True)
    frequent = frozenset(common.sort("count", texts.name, descending=[True, False]).head(_FREQUENT)[texts.name])
    long = texts.filter(words.list.len() >= _FEWEST_WORDS).sort()
    order = np.random.default_rng(seed).permutation(len(long))[: 3 * count]
    pairs = [(text, rewritten(text, place, frequent)) for place, text in enumerate(long[order].to_list())]
    changed = [(before, after) for before, after in pairs if after != before][:count]
    return [before for before, _ in changed], [after for _, after in changed]


def rewritten(text: str, turn: int, frequent: frozenset[str]) -> str:
    """Return the text in the first of three other forms that applies; ``turn`` says with which to begin."""
    ways = (swapped, contracted, lambda given: thinned(given, turn, frequent))
    forms = (ways[(turn + step) % len(ways)](text) for step in range(len(ways)))
    return next((form for form in forms if form != text), text)


def swapped(text: str) -> str:
    """Put what stands before the first comma behind the rest."""
    head, comma, tail = text.partition(", ")
    if not comma or not tail.strip() or len(head.split()) < 2:
        return text
    ending = tail[-1] if tail[-1] in ".!?" else ""
    return f"{tail[: len(tail) - len(ending)].rstrip()}, {head}{ending}"


def contracted(text: str) -> str:
    """Contract the first form that can be (English)."""
    for long, short in _SHORTENED:
        found = re.search(rf"\b{long}\b", text, re.IGNORECASE)
        if found:
            return text[: found.start()] + short + text[found.end() :]
    return text


def thinned(text: str, turn: int, frequent: frozenset[str]) -> str:
    """Drop one of the words that stand in most texts."""
    found = [match for match in _WORD.finditer(text) if match[0].lower() in frequent]
    if not found:
        return text
    gone = found[turn % len(found)]
    return " ".join((text[: gone.start()] + text[gone.end() :]).split())
