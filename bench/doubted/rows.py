"""The rows of ``bench/label_errors.py``: drawn anew by seed, with labels made wrong."""

import random
from dataclasses import replace

from detecting.labels import confusable_noise, uniform_noise
from detecting.table import Dataset


def drawn(data: Dataset, most: int, seed: int) -> Dataset:
    """Return training rows drawn at random, none of them with a test row's text; every class keeps two at least."""
    rng = random.Random(f"{data.name} {seed}")
    tested = {row.text.casefold() for row in data.test}
    free = [row for row in data.train if row.text.casefold() not in tested and row.text.strip() and row.label.strip()]
    train = free if len(free) <= most else rng.sample(free, most)
    return replace(data, train=tuple(train), classes=tuple(sorted({row.label for row in train})))


def noisy(data: Dataset, noise: str, seed: int) -> tuple[Dataset, set[int]]:
    """Return the data with wrong labels, and the keys of the rows that have them."""
    if noise == "none":
        return data, set()
    shape, percent, _ = noise.split()
    plant = uniform_noise if shape == "uniform" else confusable_noise
    count = round(int(percent) / 100 * len(data.train))
    planted = plant(data, count, random.Random(f"{noise} {seed}"), {row.key for row in data.train})
    return planted.data, set(planted.keys)
