"""Near duplicates planted on purpose: texts with a letter or a word changed, to measure which threshold finds them."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from finetooth.facts.text import normalise

_KINDS = ("letter", "letter", "drop", "insert", "replace", "swap")


def planted(texts: pl.Series, number: int, seed: int) -> pl.DataFrame:
    """Return up to ``number`` edited copies of texts drawn by the seed: ``place`` of the original, ``text``.

    One or two edits each: letters swapped, dropped, doubled or replaced; a word dropped, inserted, replaced, or swapped
    with the next. Inserted words and letters come from the texts themselves. Texts under four words are left out.
    """
    draw = np.random.default_rng(seed)
    known = set(texts.to_list()) if len(texts) <= 1_000_000 else set()
    order = draw.permutation(len(texts))[: 3 * number].tolist()
    chosen = texts.gather(order).to_list()
    spoken = [word for text in chosen for word in text.split() if word.isalpha()] or ["word"]
    places, copies = [], []
    for place, text in zip(order, chosen, strict=True):
        copy = _edited(text, spoken, draw)
        if copy is not None and copy not in known:
            places.append(place)
            copies.append(copy)
            known.add(copy)
        if len(copies) == number:
            break
    return pl.DataFrame({"place": places, "text": copies}, schema={"place": pl.Int64, "text": pl.String})


def _edited(text: str, spoken: Sequence[str], draw: np.random.Generator) -> str | None:
    words = text.split()
    for _ in range(int(draw.integers(1, 3))):
        if len(words) < 4:
            return None
        words = _EDITS[_KINDS[int(draw.integers(len(_KINDS)))]](words, spoken, draw)
    return str(normalise(pl.Series([" ".join(words)]))[0])


def _place(items: Sequence[object], draw: np.random.Generator) -> int:
    return int(draw.integers(len(items)))


def _letter(words: list[str], spoken: Sequence[str], draw: np.random.Generator) -> list[str]:
    at = max((_place(words, draw) for _ in range(3)), key=lambda place: min(len(words[place]), 4))
    word = words[at]
    place = _place(word, draw)
    letter = spoken[_place(spoken, draw)][0]
    changed = [
        word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :],
        word[:place] + word[place + 1 :],
        word[:place] + word[place] + word[place:],
        word[:place] + letter + word[place + 1 :],
    ][int(draw.integers(4))]
    return [*words[:at], *([changed] if changed else []), *words[at + 1 :]]


def _drop(words: list[str], spoken: Sequence[str], draw: np.random.Generator) -> list[str]:
    at = _place(words, draw)
    return words[:at] + words[at + 1 :]


def _insert(words: list[str], spoken: Sequence[str], draw: np.random.Generator) -> list[str]:
    at = _place(words, draw)
    return [*words[:at], spoken[_place(spoken, draw)], *words[at:]]


def _replace(words: list[str], spoken: Sequence[str], draw: np.random.Generator) -> list[str]:
    at = _place(words, draw)
    return [*words[:at], spoken[_place(spoken, draw)], *words[at + 1 :]]


def _swap(words: list[str], spoken: Sequence[str], draw: np.random.Generator) -> list[str]:
    at = int(draw.integers(len(words) - 1))
    return [*words[:at], words[at + 1], words[at], *words[at + 2 :]]


_EDITS: dict[str, Callable[[list[str], Sequence[str], np.random.Generator], list[str]]] = {
    "letter": _letter,
    "drop": _drop,
    "insert": _insert,
    "replace": _replace,
    "swap": _swap,
}
