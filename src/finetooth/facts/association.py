"""How well one plain feature alone tells the label: cross-fitted, so that many values do not tell it by heart."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

FOLDS = 5
_BINS = 20
_MOST_VALUES = 2_000
_PERMUTATIONS = 20
_ENOUGH = 0.95  # share of a column's values that must be numbers for it to count as one

Array = np.ndarray


@dataclass(frozen=True)
class Alone:
    """What a feature reaches alone, beside what no feature at all reaches. All are shares.

    ``by_chance`` is the largest balanced accuracy among permutations of the labels; ``z`` how far the real one stands
    above them in their standard deviations. Balanced accuracy is the mean recall of the classes.
    """

    accuracy: float
    macro_f1: float
    balanced: float
    majority: float
    by_chance: float
    z: float

    @property
    def gain(self) -> float:
        """The part of what the majority class gets wrong that the feature gets right; at least 0."""
        return max(0.0, (self.accuracy - self.majority) / max(1e-9, 1 - self.majority))


def as_codes(values: pl.Series) -> tuple[Array, int]:
    """Return each value's number (Int64[n]) and how many there are; rare values share one, as do missing ones."""
    counts = values.value_counts(sort=True, name="times")
    kept = counts.filter(pl.col("times") > 1).head(_MOST_VALUES)[values.name].drop_nulls()
    known = pl.DataFrame({"value": kept, "code": np.arange(len(kept)) + 2})
    found = values.rename("value").to_frame().join(known, on="value", how="left", maintain_order="left")
    codes = found["code"].fill_null(1).set(values.is_null(), 0)
    return codes.to_numpy().astype(np.int64), len(kept) + 2


def in_bins(numbers: pl.Series, bins: int = _BINS) -> tuple[Array, int]:
    """Return the bin of each number by its rank (equal numbers share a bin), 0 where it is missing."""
    ranks = numbers.rank("average")
    share = ((ranks - 0.5) / max(1, numbers.count()) * bins).floor().clip(0, bins - 1) + 1
    return share.fill_null(0).to_numpy().astype(np.int64), bins + 1


def as_numbers(values: pl.Series) -> pl.Series | None:
    """Return the values as Float64 where nearly all of those that are there are numbers, else None."""
    numbers = values.cast(pl.Float64, strict=False)
    numbers = numbers.set(~numbers.is_finite(), None)
    return numbers if numbers.count() and numbers.count() >= _ENOUGH * values.count() else None


def readings(values: pl.Series) -> Iterator[tuple[str, Array, int]]:
    """Yield the ways to read a column as a feature: its value, its size where it is a number, whether it is filled."""
    if 0 < values.null_count() < len(values):
        yield "whether it is filled", values.is_not_null().to_numpy().astype(np.int64), 2
    numbers = as_numbers(values)
    if numbers is not None and numbers.n_unique() > _BINS:
        yield "its size", *in_bins(numbers)
    codes, width = as_codes(values)
    if width > 2:
        yield "its value", codes, width


def alone(codes: Array, width: int, labels: Array, classes: int, seed: int, permutations: int = _PERMUTATIONS) -> Alone:
    """Measure a feature (``codes`` below ``width``) against the labels (numbers below ``classes``)."""
    draw = np.random.default_rng(seed)
    fold = draw.permutation(len(labels)) % FOLDS
    plain = _predicted(codes, width, labels, classes, fold, balanced=False)
    even = _predicted(codes, width, labels, classes, fold, balanced=True)
    by_chance = []
    for _ in range(permutations):
        mixed = draw.permutation(labels)
        by_chance.append(_balanced(_predicted(codes, width, mixed, classes, fold, balanced=True), mixed, classes))
    score = _balanced(even, labels, classes)
    spread = max(float(np.std(by_chance)), 1e-4) if by_chance else 1.0
    z = (score - float(np.mean(by_chance))) / spread if by_chance else 0.0
    majority = float(np.bincount(labels, minlength=classes).max() / len(labels))
    accuracy = float(np.mean(plain == labels))
    highest = max(by_chance) if by_chance else 1 / classes
    return Alone(accuracy, macro_f1(even, labels, classes), score, majority, float(highest), z)


def by_permutations(z: float, permutations: int) -> float:
    """Return the one-sided p-value of a ``z`` whose mean and spread are of so few permutations: Student's t."""
    from scipy.special import stdtr

    spread = ((permutations + 1) / max(1, permutations - 1)) ** 0.5  # np.std divides by n, and the mean is one of n too
    return float(stdtr(max(1, permutations - 1), -z / spread))


def _predicted(codes: Array, width: int, labels: Array, classes: int, fold: Array, *, balanced: bool) -> Array:
    """Return each row's likeliest class by the rows of the other folds with its code."""
    cells = codes * classes + labels
    every = np.bincount(cells, minlength=width * classes)
    predicted = np.empty(len(labels), np.int64)
    for number in range(FOLDS):
        inside = fold == number
        others = (every - np.bincount(cells[inside], minlength=width * classes)).reshape(width, classes).astype(float)
        sizes = others.sum(axis=0)
        others += 0.5 * sizes / max(1.0, sizes.sum())  # where a code is new: the prior
        if balanced:
            others /= np.maximum(sizes, 1e-9)
        predicted[inside] = others.argmax(axis=1)[codes[inside]]
    return predicted


def _balanced(predicted: Array, labels: Array, classes: int) -> float:
    right = np.bincount(labels[predicted == labels], minlength=classes)
    of = np.bincount(labels, minlength=classes)
    return float(np.mean(right[of > 0] / of[of > 0]))


def macro_f1(predicted: Array, labels: Array, classes: int) -> float:
    """Return the mean F1 of the classes that occur."""
    right = np.bincount(labels[predicted == labels], minlength=classes)
    both = np.bincount(labels, minlength=classes) + np.bincount(predicted, minlength=classes)
    return float(np.mean(2 * right[both > 0] / both[both > 0]))


def numbered(labels: pl.Series) -> tuple[Array, list[str]]:
    """Return each label's number and the labels in order."""
    names = labels.unique().sort().to_list()
    codes = labels.replace_strict(names, list(range(len(names))), return_dtype=pl.Int64) if names else labels
    return codes.to_numpy(), names
