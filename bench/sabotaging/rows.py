"""The rows that are tampered with: questions of trec, reviews of two sources, or sentences of the bench's own."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detecting.table import read

Row = dict[str, str]
_LETTERS = re.compile(r"[\W_]+")
CLASSES = ("DESC", "ENTY", "HUM", "LOC", "NUM")  # trec's ABBR has a row in sixty
_WORDS = {
    "animal": "otter heron badger lynx trout beetle walrus sparrow camel hornet gecko moose ferret lobster weasel "
    "magpie squid panther donkey toad ostrich salmon hamster jackal falcon tortoise",
    "meal": "lasagne porridge goulash pancake risotto omelette chowder dumpling burrito casserole muesli schnitzel "
    "kebab paella ravioli stew falafel curry waffle quiche noodles soup pie sandwich salad gnocchi",
    "vehicle": "tram lorry scooter ferry bicycle tractor helicopter van kayak glider minibus moped barge limousine "
    "bulldozer airship canoe coach train truck motorbike yacht taxi wagon hovercraft rickshaw",
    "weather": "drizzle hail blizzard thunder fog sleet breeze frost heatwave gale sunshine rainbow cloud humidity "
    "snowfall downpour mist lightning drought hurricane ice monsoon dew typhoon rain storm",
}
_SAYINGS = (
    "{who} told me about the {word} {when}",
    "did anyone else notice the {word} near {place}?",
    "we talked of nothing but the {word} {when}",
    "I have never liked the {word} in {place}",
    "{who} took a photo of the {word} {when}",
    "there was a {word} and another {word2}, as {who} said",
    "what a {word}! {who} could not believe it",
    "{when} the {word} was all that mattered in {place}",
)
_WHO = [
    "my aunt",
    "the neighbour",
    "a colleague",
    "her brother",
    "our teacher",
    "an old friend",
    "the guide",
    "his daughter",
]
_WHEN = ["yesterday", "on Monday", "last week", "this morning", "at noon", "in March", "the other day", "after work"]
_PLACE = ["the village", "Lisbon", "the harbour", "our street", "the north", "Oslo", "the valley", "the old town"]


@dataclass(frozen=True)
class Pool:
    """Rows to draw from without putting back, in a random order; no two with the same letters."""

    rows: tuple[Row, ...]

    @property
    def labels(self) -> list[str]:
        """The labels, sorted."""
        return sorted({row["label"] for row in self.rows})

    def parts(self, *sizes: int, skip: int = 0) -> list[list[Row]]:
        """Return copies of rows, part after part."""
        found, start = [], skip
        for size in sizes:
            found.append([dict(row) for row in self.rows[start : start + size]])
            start += size
        return found

    def uneven(self, most: str, share: float) -> "Pool":
        """Return the pool with one class at so large a share of the rows, wherever they are cut."""
        big = [row for row in self.rows if row["label"] == most]
        small = [row for row in self.rows if row["label"] != most]
        count = min(len(big), round(len(small) * share / (1 - share)))
        keep = round(count * (1 - share) / share)
        draw = random.Random("uneven")
        mixed = big[:count] + small[:keep]
        draw.shuffle(mixed)
        return Pool(tuple(mixed))


def pool(data: Path, drawn: str) -> Pool:
    """Return trec's questions where the folder has them, else sentences that the bench writes."""
    path = data / "trec" / "train.csv"
    rows = [{"text": row.text, "label": row.label} for row in read(path)] if path.is_file() else _written()
    return _shuffled([row for row in rows if row["label"] in CLASSES or not path.is_file()], drawn)


def sources(data: Path, drawn: str) -> tuple[Pool, Pool]:
    """Return two pools with the same labels whose texts come from two places: sentences on films, and on cameras."""
    paths = (data / "sst2" / "train.csv", data / "cr" / "data.csv")
    if all(path.is_file() for path in paths):
        one, two = ([{"text": row.text, "label": row.label} for row in read(path)] for path in paths)
        return _shuffled(one, drawn), _shuffled(two, drawn)
    here = _written()
    there = [{**row, "text": f"fwd: {row['text'].upper()} :: sent by mobile #{n % 7}"} for n, row in enumerate(here)]
    cut = len(here) // 2
    return _shuffled(here[:cut], drawn), _shuffled(there[cut:], drawn)


def _shuffled(rows: Sequence[Row], drawn: str) -> Pool:
    first = {_LETTERS.sub("", row["text"].lower()): row for row in reversed(rows)}
    some = list(first.values())
    random.Random(f"pool {drawn}").shuffle(some)
    return Pool(tuple(some))


def _written() -> list[Row]:
    """Return sentences of four classes, each told by one of 26 words: a model that knows words needs few of them."""
    draw, rows = random.Random("own rows"), []
    for _ in range(3_000):
        label = draw.choice(sorted(_WORDS))
        word, other = draw.sample(_WORDS[label].split(), 2)
        slots: dict[str, Callable[[], str]] = {
            "who": lambda: draw.choice(_WHO),
            "when": lambda: draw.choice(_WHEN),
            "place": lambda: draw.choice(_PLACE),
        }
        filled = {name: choose() for name, choose in slots.items()}
        text = draw.choice(_SAYINGS).format(word=word, word2=other, **filled)
        rows.append({"text": text[0].upper() + text[1:], "label": label})
    return rows
