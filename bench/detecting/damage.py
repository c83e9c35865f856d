"""Planted damage to texts: empties, placeholders, broken encoding, markup, odd characters, tokens, merged records."""

import html
import random
from collections.abc import Callable, Collection
from dataclasses import replace

from .planting import Planted, Unit, draw, free_rows
from .table import Dataset

Change = Callable[[str, random.Random], str]
VOIDS = ["", "   ", "\u200b", "\u00a0\u00a0", "\t", "\ufeff", "\n \n", "\u2060\u200b"]
STAND_INS = [
    "N/A",
    "n.a.",
    "null",
    "NULL",
    "None",
    "none",
    "nan",
    "test",
    "Test 123",
    "asdf",
    "xxx",
    "TBD",
    "todo",
    "-",
    "--",
    "...",
    "?",
    ".",
    "[deleted]",
    "[removed]",
    "no text",
    "lorem ipsum",
    "lorem ipsum dolor sit amet",
    "#REF!",
    "#N/A",
    "undefined",
    "(empty)",
    "<text>",
    "placeholder",
    "no comment",
    "see attachment",
]
TOKENS = [
    "[SEP]",
    "[CLS]",
    "[MASK]",
    "[PAD]",
    "<s>",
    "</s>",
    "<pad>",
    "<unk>",
    "<|endoftext|>",
    "<|im_start|>user",
    "<|im_end|>",
    "[INST]",
]
NON_ASCII = {"'": "’", "-": "–", "e": "é", "a": "ä", "u": "ü", "o": "ó", "c": "ç", "n": "ñ"}
CONTROLS = ["\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x7f", "\x02", "\x85"]
ZERO_WIDTH = ["\u200b", "\u200c", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u200e"]
FOOTERS = [
    "This message and any files with it are meant only for the person named above.",
    "Sent from my Orbitel pocket phone. Please think of the trees before you print.",
    "Was this helpful? Rate us with one to five stars at the end of the page.",
    "All rights reserved by Quillmark Media. Copying without leave is not allowed.",
    "Click here to manage your newsletter settings or to leave the list.",
]


def _void(text: str, rng: random.Random) -> str:
    return rng.choice(VOIDS)


def _stand_in(text: str, rng: random.Random) -> str:
    return rng.choice(STAND_INS)


def _misread(text: str, rng: random.Random) -> str:
    """Read the text's UTF-8 bytes as Windows-1252, once it has a letter that shows it."""
    hits = [place for place, char in enumerate(text) if char in NON_ASCII]
    for place in rng.sample(hits, min(len(hits), 2)):
        text = text[:place] + NON_ASCII[text[place]] + text[place + 1 :]
    damaged = (char.encode().decode("cp1252", "ignore") if ord(char) > 127 else char for char in text)
    return "".join(damaged)


def _lost(text: str, rng: random.Random) -> str:
    place = rng.randrange(len(text))
    return text[:place] + "\ufffd" + text[place + 1 :]


def _tags(text: str, rng: random.Random) -> str:
    words = text.split(" ")
    place = rng.randrange(len(words))
    words[place] = rng.choice([f"<b>{words[place]}</b>", f"{words[place]}<br />", f'<a href="/x">{words[place]}</a>'])
    inside = " ".join(words)
    return rng.choice([f"<p>{inside}</p>", f'<div class="m">{inside}</div>', f"<span>{inside}</span>", inside])


def _entities(text: str, rng: random.Random) -> str:
    escaped = html.escape(text)
    return (
        escaped
        if escaped != text
        else rng.choice([f"{text}&nbsp;", text.replace(" ", " &amp; ", 1), f"&quot;{text}&quot;"])
    )


def _inside(options: list[str], between_words: bool = False) -> Change:
    def change(text: str, rng: random.Random) -> str:
        if between_words:
            words = text.split(" ")
            words.insert(rng.randint(0, len(words)), rng.choice(options))
            return " ".join(words)
        place = rng.randint(0, len(text) - 1) + 1 if len(text) > 1 else 1
        return text[:place] + rng.choice(options) + text[place:]

    return change


EMPTY: dict[str, Change] = {"empty": _void}
PLACEHOLDER: dict[str, Change] = {"placeholder": _stand_in}
MOJIBAKE: dict[str, Change] = {"misread": _misread, "misread again": _misread, "replacement": _lost}
MARKUP: dict[str, Change] = {"tags": _tags, "entities": _entities}
CONTROL: dict[str, Change] = {"control": _inside(CONTROLS), "zero width": _inside(ZERO_WIDTH)}
SPECIAL: dict[str, Change] = {"special token": _inside(TOKENS, between_words=True)}


def merged(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Run the records that follow into a row's text, as a lost quote does: with tabs, with commas, or with numbers."""
    edited, units = {}, []
    for number, row in enumerate(draw(free_rows(data, free), count, rng)):
        others = [rng.choice(data.train) for _ in range(rng.randint(2, 6))]
        start = rng.randint(100, 4000)
        kind = ("tabs", "commas", "numbers")[number % 3]
        parts = {
            "tabs": [f"\n{start + step}\t{other.label}\t{other.text}" for step, other in enumerate(others)],
            "commas": [f',{other.label}\n"{other.text}"' for other in others],
            "numbers": [f" {start + step} {rng.randint(0, 1)} {other.text}" for step, other in enumerate(others)],
        }[kind]
        edited[row.key] = replace(row, text=row.text + "".join(parts))
        units.append(Unit(frozenset({row.key}), kind))
    return Planted(data.edited(edited), tuple(units))


def boilerplate(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Put the same sentence before or after many texts."""
    footer, before = rng.choice(FOOTERS), rng.random() < 0.3
    rows = draw(free_rows(data, free), count, rng)
    edited = {row.key: replace(row, text=f"{footer} {row.text}" if before else f"{row.text} {footer}") for row in rows}
    units = tuple(Unit(frozenset({row.key}), "header" if before else "footer") for row in rows)
    return Planted(data.edited(edited), units)


def endless(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Make texts twelve times as long as the longest of the set's 95 per cent, of the set's own words."""
    lengths = sorted(len(row.text.split()) for row in data.train)
    words = [word for row in data.train for word in row.text.split()]
    wanted = 12 * lengths[int(0.95 * (len(lengths) - 1))]
    rows = draw(free_rows(data, free), count, rng)
    edited = {row.key: replace(row, text=" ".join(rng.choices(words, k=wanted))) for row in rows}
    return Planted(data.edited(edited), tuple(Unit(frozenset({row.key}), "long") for row in rows))
