"""Curves of single classes: which of them more rows would serve most, and which are mixed up."""

from dataclasses import dataclass

import numpy as np

from finetooth.facts.curve_fit.crossed import Crossed
from finetooth.facts.curve_fit.fitting import fit
from finetooth.facts.curve_fit.projection import LEVEL

Array = np.ndarray
MOST_CLASSES = 200
_PAIRS = 10


@dataclass(frozen=True)
class ClassCurve:
    """A class: its ``rows``, the probe's ``f1``, and what twice all rows would add to that.

    ``low`` and ``high`` hold for all classes at once (Bonferroni): of hundreds none is named by chance.
    """

    label: str
    rows: int
    f1: float
    gain: float
    low: float
    high: float


def class_curves(
    found: Crossed, names: tuple[str, ...], counts: Array, rows: int, draw: np.random.Generator
) -> tuple[ClassCurve, ...]:
    """Return the curves of the smallest classes (200 at most), by the laws and the interval of the whole curve."""
    told, chance = [], (1 - LEVEL) / (2 * len(names))
    for place in np.argsort(counts, kind="stable")[:MOST_CLASSES].tolist():
        carried = fit(found.sizes, found.f1[:, place], found.drawn[:, :, place], draw)
        now, then = carried.at(np.array([rows, 2.0 * rows])).T
        low, gain, high = (float(end) for end in np.quantile(then - now, [chance, 0.5, 1 - chance]))
        surely = low if carried.rising >= 1 - chance else 0.0
        told.append(ClassCurve(names[place], int(counts[place]), float(found.f1[-1, place]), gain, surely, high))
    return tuple(told)


def mixed_up(found: Crossed, classes: Array, names: tuple[str, ...]) -> tuple[tuple[str, str, float], ...]:
    """Return the pairs of classes that the probe takes for each other most, with their share of its mistakes."""
    if found.predicted is None:
        return ()
    wrong = np.flatnonzero(found.predicted != classes)
    pairs = np.sort(np.stack([classes[wrong], found.predicted[wrong]], axis=1), axis=1)
    distinct, many = np.unique(pairs, axis=0, return_counts=True)
    order = np.argsort(-many, kind="stable")[:_PAIRS]
    return tuple((names[distinct[at, 0]], names[distinct[at, 1]], float(many[at] / len(wrong))) for at in order)
