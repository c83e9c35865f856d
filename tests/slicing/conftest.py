"""Answers of our own making: rows with a few columns, and which of them are answered wrongly."""

import numpy as np
import polars as pl
import pytest

from finetooth.comparing.answers import Answers
from finetooth.core.rows import Rows
from finetooth.metrics.predictions import Predictions

LABELS = ("bad", "good")
WORDS = ("kettle", "lamp", "chair", "refund", "spoon", "drawer", "string", "basket")


def make(rows: int, wrong=(), sure: float = 0.9, group=None, seed: int = 0) -> Answers:
    """Make answers to ``rows`` rows: columns shop, app and many; ``wrong`` is a mask or places."""
    draw = np.random.default_rng(seed)
    picked = draw.integers(0, len(WORDS), (rows, 3))
    texts = [" ".join(WORDS[place] for place in row) + " again" * (n % 7) for n, row in enumerate(picked)]
    test = Rows.of(
        {"role": "test", "text": text, "label": LABELS[n % 2], "group": None if group is None else str(group[n])}
        for n, text in enumerate(texts)
    )
    others = {
        "shop": [("north", "south", "east")[n // 2 % 3] for n in range(rows)],
        "app": draw.choice(["web", "phone"], rows).tolist(),
        "many": [f"value {n}" for n in range(rows)],
    }
    columns = pl.DataFrame([test.ids, *(pl.Series(name, values) for name, values in others.items())])
    missed = np.asarray(wrong) if len(wrong) == rows else np.isin(np.arange(rows), wrong)
    good = (np.arange(rows) % 2 == 1) ^ missed
    chances = np.where(good[:, None], [1 - sure, sure], [sure, 1 - sure])
    found = Predictions.of(test.ids, test.labels, chances, LABELS).to_frame(test.labels)
    return Answers.of("made up", found, LABELS, test, test, columns, "macro_f1")


@pytest.fixture(scope="session")
def answers():
    """Makes answers: ``answers(rows, wrong, sure, group, seed)``."""
    return make
