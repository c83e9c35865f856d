"""The rows of ``bench/overfit.py``: few of them, with wrong labels, or as they came."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

KINDS = {"few": 100, "flipped": 500, "mild": 1000, "clean": 1300}
WRONG = {"flipped": 0.3, "mild": 0.05}  # share of the labels
CLASSES = 15
Record = dict[str, str]


def load(folder: Path, name: str) -> tuple[list[Record], list[Record]]:
    """Return training and test rows of a set; of many classes the first 15."""
    if name == "own":
        from detecting.grammar import own_questions

        data = own_questions(2000, 400)
        parts = [[{"text": row.text, "label": row.label} for row in part] for part in (data.train, data.test)]
    elif (folder / name / "data.csv").is_file():
        rows = _read(folder / name / "data.csv")
        random.Random(name).shuffle(rows)
        parts = [rows[len(rows) // 5 :], rows[: len(rows) // 5]]
    else:
        parts = [_read(folder / name / f"{part}.csv") for part in ("train", "test")]
    known = set(sorted({row["label"] for row in parts[0]})[:CLASSES])
    train, test = ([row for row in part if row["label"] in known and row["text"].strip()] for part in parts)
    return train, test


def _read(path: Path) -> list[Record]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def drawn(rows: Sequence[Record], kind: str, rng: random.Random) -> list[Record]:
    """Return the rows that a kind asks for, with wrong labels where it does."""
    found = rng.sample(list(rows), min(KINDS[kind], len(rows)))
    names = sorted({row["label"] for row in found})
    wrong = set(rng.sample(range(len(found)), round(WRONG.get(kind, 0.0) * len(found))))
    return [
        {**row, "label": rng.choice([name for name in names if name != row["label"]])} if place in wrong else row
        for place, row in enumerate(found)
    ]
