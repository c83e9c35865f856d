"""Texts to find near duplicates among: short ones of public sets (or our own), documents put together from them."""

import csv
import random
from pathlib import Path

SEED = 7
WORDS = [
    first + last for first in "bdfgklmnprstvz" for last in ("ala", "eno", "iru", "oma", "unde", "aris", "elt", "in")
]


def short_texts(data: Path, count: int) -> list[str]:
    """Return distinct texts of the public sets under 400 characters (or our own), and edited copies up to ``count``."""
    draw = random.Random(SEED)
    known = [text for text in _public(data) if 20 < len(text) < 400] or _own(count * 2 // 3, 5, 30)
    texts = list(dict.fromkeys(known))
    draw.shuffle(texts)
    texts = texts[: count * 2 // 3]
    while len(texts) < count:
        texts.append(_edited(texts[draw.randrange(len(texts))], texts, draw))
    draw.shuffle(texts)
    return texts


def documents(data: Path, count: int) -> list[str]:
    """Return documents of 60 to 300 words put together from short texts, a third of them edited copies."""
    draw = random.Random(SEED + 1)
    short = short_texts(data, max(2_000, count))
    made: list[str] = []
    while len(made) < count:
        if made and len(made) % 3 == 2:
            made.append(_edited(made[draw.randrange(len(made))], short, draw, most=6))
            continue
        words: list[str] = []
        wanted = draw.randint(60, 300)
        while len(words) < wanted:
            words += draw.choice(short).split()
        made.append(" ".join(words[:wanted]))
    return made


def _public(data: Path) -> list[str]:
    texts = []
    for path in sorted(data.glob("*/*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            texts += [" ".join(row["text"].lower().split()) for row in csv.DictReader(stream) if row.get("text")]
    return texts


def _own(count: int, fewest: int, most: int) -> list[str]:
    draw = random.Random(SEED + 2)
    return [" ".join(draw.choices(WORDS, k=draw.randint(fewest, most))) for _ in range(count)]


def _edited(text: str, others: list[str], draw: random.Random, most: int = 2) -> str:
    words = text.split()
    for _ in range(draw.randint(0, most)):
        words[draw.randrange(len(words))] = draw.choice(draw.choice(others).split())
    return " ".join(words)
