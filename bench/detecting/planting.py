"""What a planted fault is, and the two ways to plant one: editing rows in place, or putting new rows in."""

import random
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from .table import Dataset, Row


@dataclass(frozen=True)
class Unit:
    """One planted fault: found when any of these rows is flagged. ``kind`` is the generator's own name for it."""

    keys: frozenset[int]
    kind: str


@dataclass(frozen=True)
class Planted:
    """A damaged data set and what was done to it; ``named`` is what the finding must name where it is about no rows."""

    data: Dataset
    units: tuple[Unit, ...]
    named: str = ""

    @property
    def keys(self) -> frozenset[int]:
        """All rows that have to do with the fault."""
        return frozenset[int]().union(*(unit.keys for unit in self.units))


# data set, number of faults, random numbers, keys of rows that may be touched -> what was planted
Plant = Callable[[Dataset, int, random.Random, Collection[int]], Planted]


def free_rows(data: Dataset, free: Collection[int], part: str = "train") -> list[Row]:
    """Return the rows that may be touched, in order."""
    return [row for row in getattr(data, part) if row.key in free]


def draw(rows: Sequence[Row], count: int, rng: random.Random) -> list[Row]:
    """Return ``count`` rows drawn at random, or all where there are fewer."""
    return rng.sample(list(rows), min(count, len(rows)))


def editing(
    kinds: dict[str, Callable[[str, random.Random], str]], fits: Callable[[Row], bool] = lambda row: True
) -> Plant:
    """Make a plant that changes texts in place, each row by one of the kinds in turn."""

    def plant(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
        edited, units = {}, []
        chosen = draw([row for row in free_rows(data, free) if fits(row)], count, rng)
        for number, row in enumerate(chosen):
            kind = list(kinds)[number % len(kinds)]
            text = kinds[kind](row.text, rng)
            if text != row.text:
                edited[row.key] = replace(row, text=text)
                units.append(Unit(frozenset({row.key}), kind))
        return Planted(data.edited(edited), tuple(units))

    return plant


def with_new_rows(data: Dataset, new: Iterable[Row], rng: random.Random, part: str = "train") -> Dataset:
    """Return the data set with rows put in at random places; the others keep their order."""
    rows = list(getattr(data, part))
    for row in new:
        fresh = {"record_id": str(rng.randrange(10**17, 10**18))} if "record_id" in row.extra else {}
        rows.insert(rng.randint(0, len(rows)), replace(row, extra={**row.extra, **fresh}))
    return replace(data, train=tuple(rows)) if part == "train" else replace(data, test=tuple(rows))


def other_label(label: str, labels: Sequence[str], rng: random.Random) -> str:
    """Return another class, drawn uniformly."""
    return rng.choice([name for name in labels if name != label])
