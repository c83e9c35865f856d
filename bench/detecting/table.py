"""A data set as the bench holds it: rows with keys that outlive every edit, written as the CSV a user would have."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

Name = int | str  # what finetooth calls a row: 17 in the training file, "test:17" in the test file


@dataclass(frozen=True)
class Row:
    """One record. ``key`` is unique in its data set and stays with the row when its text or label is edited."""

    key: int
    text: str
    label: str
    extra: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Dataset:
    """A training and a test table.

    ``siblings``: whether many rows share one template and differ in a slot. ``classes``: the labels before any damage.
    """

    name: str
    train: tuple[Row, ...]
    test: tuple[Row, ...]
    siblings: bool = False
    classes: tuple[str, ...] = ()

    def next_key(self) -> int:
        """Return the first key that no row has."""
        return 1 + max((row.key for row in (*self.train, *self.test)), default=-1)

    def labels(self) -> list[str]:
        """Return the names of the classes, sorted; those that are there where they were never noted."""
        return list(self.classes) or sorted({row.label for row in (*self.train, *self.test)})

    def edited(self, rows: Mapping[int, Row]) -> "Dataset":
        """Return the data set with the rows of these keys put in the place of theirs."""
        train, test = (tuple(rows.get(row.key, row) for row in part) for part in (self.train, self.test))
        return replace(self, train=train, test=test)

    def names(self) -> dict[int, Name]:
        """Return what finetooth will call each row, by key: 1-based record numbers."""
        train: dict[int, Name] = {row.key: number for number, row in enumerate(self.train, 1)}
        return train | {row.key: f"test:{number}" for number, row in enumerate(self.test, 1)}


@dataclass(frozen=True)
class Files:
    """Where a data set lies on disk."""

    train: Path
    test: Path | None


def write(data: Dataset, folder: Path) -> Files:
    """Write ``train.csv`` and, where there are test rows, ``test.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    train = _write(data.train, folder / "train.csv")
    return Files(train, _write(data.test, folder / "test.csv") if data.test else None)


def _write(rows: Iterable[Row], path: Path) -> Path:
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row.extra))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*columns, "text", "label"])
        writer.writerows([*(row.extra.get(name, "") for name in columns), row.text, row.label] for row in rows)
    return path


def read(path: Path, text: str = "text", label: str = "label", first_key: int = 0) -> tuple[Row, ...]:
    """Read a CSV's text and label columns with the standard library."""
    csv.field_size_limit(2**27)
    with path.open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream))
    return tuple(Row(first_key + number, record[text], record[label]) for number, record in enumerate(records))
