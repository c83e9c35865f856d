"""Rows of our own making, and answers to them that are right in a wanted share."""

import numpy as np
import pytest

from finetooth.comparing.answers import read_answers

SHOPS = ("north", "south")


def rows_of(count: int) -> list[dict[str, str]]:
    return [
        {
            "text": f"the {'kettle' if number % 3 else 'lamp'} number {number}" + " and more" * (number % 5),
            "label": "good" if number % 2 else "bad",
            "shop": SHOPS[(number // 2) % 2],
        }
        for number in range(count)
    ]


def chances(rows: list[dict[str, str]], wrong=()) -> list[list[float]]:
    """Return probabilities of (bad, good) that are right but in the rows ``wrong``."""
    said = [(row["label"] == "good") != (number in set(wrong)) for number, row in enumerate(rows)]
    return [[0.1, 0.9] if good else [0.8, 0.2] for good in said]


@pytest.fixture
def made(tmp_path, made_run):
    """Makes a run of 80 test rows that has these rows wrong: ``made(name, wrong, **told)`` returns its folder."""

    def make(name: str, wrong=(), rows=None, **told):
        rows = rows_of(80) if rows is None else rows
        given = told.pop("probabilities", None)
        return made_run(tmp_path / name, rows, chances(rows, wrong) if given is None else np.asarray(given), **told)

    return make


@pytest.fixture
def answers(made):
    """Makes the answers of such a run."""
    return lambda name, wrong=(), **told: read_answers(made(name, wrong, **told))
