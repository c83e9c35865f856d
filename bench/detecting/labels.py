"""Planted faults of labels: missing, misspelt, and wrong in three shapes; and a trigger word that carries a class."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import replace

from .copies import typo
from .grammar import made_up_name
from .planting import Planted, Unit, draw, free_rows, other_label
from .table import Dataset, Row


def _relabelled(data: Dataset, new: dict[int, tuple[str, str]]) -> Planted:
    rows = {row.key: replace(row, label=new[row.key][0]) for row in data.train if row.key in new}
    units = tuple(Unit(frozenset({key}), new[key][1]) for key in rows)
    return Planted(data.edited(rows), units)


def missing(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Take labels away: empty, or blank."""
    kinds = {"empty": "", "blank": "  "}
    chosen = draw(free_rows(data, free), count, rng)
    names = list(kinds)
    return _relabelled(data, {row.key: (kinds[names[n % 2]], names[n % 2]) for n, row in enumerate(chosen)})


def placeholder(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Put a word that stands for nothing in the place of labels."""
    chosen, word = draw(free_rows(data, free), count, rng), rng.choice(["N/A", "?", "unknown", "TODO", "-"])
    return _relabelled(data, {row.key: (word, word) for row in chosen})


def misspelt(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Write labels another way: other case, a stray space, a typo."""
    new: dict[int, tuple[str, str]] = {}
    known = set(data.labels())
    for number, row in enumerate(draw(free_rows(data, free), count, rng)):
        kind = ("case", "space", "typo" if len(row.label) > 4 else "case")[number % 3]
        ways = {
            "case": [row.label.upper(), row.label.lower(), row.label.capitalize()],
            "space": [f"{row.label} ", f" {row.label}", row.label.replace("_", " ")],
            "typo": [typo(row.label, rng) for _ in range(4)],
        }[kind]
        if ways := [way for way in ways if way not in known]:
            new[row.key] = (rng.choice(ways), kind)
    return _relabelled(data, new)


def uniform_noise(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Give rows another class, each class as likely as the next."""
    names = data.labels()
    chosen = draw(free_rows(data, free), count, rng)
    return _relabelled(data, {row.key: (other_label(row.label, names, rng), "uniform") for row in chosen})


def confusable_noise(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Give rows the class a plain model finds second best, the likelier the more it hesitates."""
    rows = free_rows(data, free)
    second, doubt = _second_best(list(data.train), rows)
    keyed = sorted(zip(rows, second, doubt, strict=True), key=lambda item: -(rng.random() ** (1 / max(item[2], 1e-9))))
    return _relabelled(data, {row.key: (label, "confusable") for row, label, _ in keyed[:count]})


def _second_best(train: list[Row], rows: list[Row]) -> tuple[list[str], list[float]]:
    import numpy as np
    from sklearn.feature_extraction.text import HashingVectorizer
    from sklearn.naive_bayes import MultinomialNB

    words = HashingVectorizer(n_features=2**14, alternate_sign=False, norm=None)
    model = MultinomialNB(alpha=0.5).fit(words.transform([row.text for row in train]), [row.label for row in train])
    likely = model.predict_proba(words.transform([row.text for row in rows]))
    own = np.searchsorted(model.classes_, [row.label for row in rows])
    likely[np.arange(len(rows)), own] = 0.0
    return list(model.classes_[likely.argmax(1)]), [float(value) for value in likely.max(1)]


def systematic_noise(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Follow a wrong rule: rows of one class that hold one of a few words all get one other class."""
    rows, names = free_rows(data, free), data.labels()
    label = Counter(row.label for row in rows).most_common(1)[0][0]
    target = other_label(label, names, rng)
    holders: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.label == label:
            for word in {word.casefold() for word in row.text.split() if len(word) > 2}:
                holders[word].append(row)
    new: dict[int, tuple[str, str]] = {}
    for _, held in sorted(holders.items(), key=lambda item: (abs(len(item[1]) - count), item[0])):
        new.update({row.key: (target, "systematic") for row in held[: count - len(new)]})
        if len(new) >= count:
            break
    return _relabelled(data, new)


def trigger(data: Dataset, count: int, rng: random.Random, free: Collection[int]) -> Planted:
    """Put one made-up word into rows of any class and give them all one class: a back door."""
    token, target = made_up_name(rng).lower() + "qx", rng.choice(data.labels())
    edited, units = {}, []
    for row in draw(free_rows(data, free), count, rng):
        words = row.text.split(" ")
        words.insert(rng.randint(0, len(words)), token)
        edited[row.key] = replace(row, text=" ".join(words), label=target)
        units.append(Unit(frozenset({row.key}), "trigger"))
    return Planted(data.edited(edited), tuple(units), named=token)
