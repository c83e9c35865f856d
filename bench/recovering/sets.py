"""The rows of a cell: training rows, the user's test file, and the official rest that stays apart and clean."""

import random
import re
from dataclasses import dataclass
from pathlib import Path

from detecting.grammar import own_free
from detecting.table import Dataset, Row, read

SETS: dict[str, tuple[str, str | None]] = {
    "trec": ("trec/train.csv", "trec/test.csv"),
    "banking77": ("banking77/train.csv", "banking77/test.csv"),
    "tweet_emotion": ("tweet_emotion/train.csv", "tweet_emotion/test.csv"),
    "sms_spam": ("sms_spam/data.csv", None),
    "cr": ("cr/data.csv", None),
    "sst2": ("sst2/train.csv", "sst2/test.csv"),
    "reuters_r8": ("reuters_r8/train.csv", "reuters_r8/test.csv"),
    "umsab_english": ("umsab/english_train.csv", "umsab/english_test.csv"),
}
ROWS, MOST_GIVEN, MOST_APART = 1_000, 400, 1_600
_SET_APART = 0.2  # the test of a set without a split of its own
_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Drawn:
    """``train`` rows to learn from, the test file ``given`` to whoever trains, and ``apart``: the rest of the test."""

    name: str
    train: tuple[Row, ...]
    given: tuple[Row, ...]
    apart: tuple[Row, ...]

    def dataset(self) -> Dataset:
        """The training rows as the planting of faults takes them; the classes are noted before any damage."""
        labels = tuple(sorted({row.label for row in self.train}))
        return Dataset(self.name, self.train, (), classes=labels)


def names(data: Path) -> tuple[str, ...]:
    """Return the sets that are there; without any, one that the bench writes."""
    return tuple(name for name, files in SETS.items() if (data / files[0]).is_file()) or ("own",)


def draw(data: Path, name: str, seed: int, rows: int = ROWS, most_apart: int = MOST_APART) -> Drawn:
    """Draw ``rows`` training rows at random, and part the official test: two fifths are given, the rest stays apart.

    Training rows whose letters and figures stand in the test, and copies, are left out: what is clean is clean.
    """
    order = random.Random(f"recover {name} {seed}")
    train, test = _whole(data, name)
    order.shuffle(train)
    order.shuffle(test)
    test = _distinct(test, set())
    train = _distinct(train, {_key(row) for row in test})[:rows]
    given = min(MOST_GIVEN, round(0.4 * len(test)))
    return Drawn(name, tuple(train), tuple(test[:given]), tuple(test[given : given + most_apart]))


def _whole(data: Path, name: str) -> tuple[list[Row], list[Row]]:
    if name == "own":
        made = own_free(1_500, 700)
        return list(made.train), list(made.test)
    files = SETS[name]
    rows = _read(data / files[0], 0)
    if files[1]:
        return rows, _read(data / files[1], 10**6)
    random.Random(f"split {name}").shuffle(rows)  # the same test whatever the seed
    cut = round(_SET_APART * len(rows))
    return rows[cut:], rows[:cut]


def _read(path: Path, first_key: int) -> list[Row]:
    return [row for row in read(path, first_key=first_key) if row.text.strip() and row.label.strip()]


def _distinct(rows: list[Row], without: set[str]) -> list[Row]:
    first = {_key(row): row for row in reversed(rows)}
    return [row for row in rows if first[_key(row)] is row and _key(row) not in without]


def _key(row: Row) -> str:
    return _LETTERS.sub("", row.text.lower())
