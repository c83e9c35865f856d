"""All the damage at once: what a thousand rows look like that nobody has looked at."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from detecting.copies import typo
from detecting.plant import FAULTS, plant
from detecting.planting import with_new_rows
from detecting.table import Dataset, Row

from .sets import Drawn

RATES = {
    "noise_uniform": 0.05,
    "exact_duplicates": 0.10,
    "near_duplicates": 0.05,
    "conflicts": 0.03,
    "mojibake": 0.02,
    "markup": 0.02,
    "empty_texts": 0.02,
}
LEAKED, REMOVED, MISSPELT = 0.03, 0.2, 0.15


def damaged(drawn: Drawn, seed: int) -> tuple[tuple[Row, ...], frozenset[int]]:
    """Return the damaged training rows, and the keys of the test rows that are among them.

    One class loses a fifth of its rows, and 15 % of another's are misspelt in two ways each; no row has two faults.
    """
    draw = random.Random(f"damage {drawn.name} {seed}")
    data = drawn.dataset()
    data = _without_some(data, draw)
    data, touched = _misspelt(data, draw)
    free = {row.key for row in data.train} - touched
    for name, rate in RATES.items():
        planted = plant(data, FAULTS[name], rate, seed, free)
        free -= planted.keys
        data = planted.data
    leaked = draw.sample(list(drawn.given), max(1, round(LEAKED * len(drawn.given))))
    first = data.next_key()
    copies = [replace(row, key=first + place) for place, row in enumerate(leaked)]
    return with_new_rows(data, copies, draw).train, frozenset(row.key for row in leaked)


def _without_some(data: Dataset, draw: random.Random) -> Dataset:
    own = _rows_of(data.train, _class(data, draw))
    gone = {row.key for row in draw.sample(own, round(REMOVED * len(own)))}
    return replace(data, train=tuple(row for row in data.train if row.key not in gone))


def _misspelt(data: Dataset, draw: random.Random) -> tuple[Dataset, set[int]]:
    """Write one class's label in other capitals, and with a slip, in some of its rows each."""
    label = _class(data, draw)
    own, each = _rows_of(data.train, label), max(1, round(MISSPELT * len(_rows_of(data.train, label))))
    ways = [label.upper() if label.upper() != label else label.capitalize(), _slip(label, data.labels(), draw)]
    chosen = draw.sample(own, min(len(own), 2 * each))
    new = {row.key: replace(row, label=ways[place % 2]) for place, row in enumerate(chosen)}
    return data.edited(new), set(new)


def _slip(label: str, labels: list[str], draw: random.Random) -> str:
    ways = [way for _ in range(20) if (way := typo(label, draw)) not in labels and way.strip()]
    return ways[0] if len(label) > 3 and ways else f"{label} "


def _class(data: Dataset, draw: random.Random) -> str:
    """Return one of the classes that have a fair number of rows."""
    sizes = Counter(row.label for row in data.train)
    fair = [label for label, count in sorted(sizes.items()) if count >= len(data.train) / (2 * len(sizes))]
    return draw.choice(fair)


def _rows_of(rows: Iterable[Row], label: str) -> list[Row]:
    return [row for row in rows if row.label == label]
