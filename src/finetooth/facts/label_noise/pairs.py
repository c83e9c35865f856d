"""Pairs of classes: which is mistaken for which more often than chance, and which cannot be told apart at all."""

from dataclasses import dataclass

import numpy as np
import polars as pl

Array = np.ndarray
_NEIGHBOURS = 3  # classes that each class is compared with
_Z = 1.959964


@dataclass(frozen=True)
class Mistaken:
    """Rows with the label ``given`` that look like ``seen`` (both class numbers): ``rows`` of them where chance gives
    ``expected``; ``p`` is one-sided, ``q`` the same after Benjamini & Hochberg (1995)."""

    given: int
    seen: int
    rows: int
    expected: float
    p: float
    q: float


@dataclass(frozen=True)
class Separation:
    """How two classes are told apart: the area under the ROC curve, 95 % interval by Hanley & McNeil (1982)."""

    one: int
    other: int
    area: float
    low: float
    high: float


def confident(probabilities: Array, codes: Array) -> Array:
    """Return the class each row surely looks like where that is not its label, else -1; Int64[n].

    Sure is what reaches the mean confidence among rows of that class: the confident joint of Northcutt et al. 2021.
    """
    classes, rows = probabilities.shape[1], np.arange(len(codes))
    own = probabilities[rows, codes].astype(np.float64)
    usual = np.bincount(codes, own, classes) / np.maximum(np.bincount(codes, minlength=classes), 1)
    sure = np.where(probabilities >= usual, probabilities, -1.0)
    best = sure.argmax(1)
    return np.where((sure[rows, best] >= 0) & (best != codes), best, -1)


def mistaken_pairs(probabilities: Array, codes: Array) -> list[Mistaken]:
    """Return every pair with a confident disagreement, the surest first.

    Chance deals the same number of disagreements out by the classes' sizes: any label, taken for any other.
    """
    from scipy.special import bdtrc

    classes = probabilities.shape[1]
    seen = confident(probabilities, codes)
    odd = np.flatnonzero(seen >= 0)
    if not len(odd):
        return []
    pair, count = np.unique(codes[odd] * classes + seen[odd], return_counts=True)
    given, other = pair // classes, pair % classes
    size = np.bincount(codes, minlength=classes) / len(codes)
    by_chance = size[given] * size[other] / np.maximum(1 - size[given], 1e-9)
    p = bdtrc(count - 1, len(odd), by_chance)  # so many or more, by the binomial distribution
    q = benjamini_hochberg(p, classes * (classes - 1))
    found = zip(given, other, count, by_chance * len(odd), p, q, strict=True)
    told = [Mistaken(int(a), int(b), int(n), float(e), float(v), float(w)) for a, b, n, e, v, w in found]
    return sorted(told, key=lambda one: (one.q, -one.rows, one.given, one.seen))


def benjamini_hochberg(p: Array, tests: int) -> Array:
    """Return q-values of the smallest p-values among ``tests``: those left out count as 1."""
    order = np.argsort(p, kind="stable")
    ranked = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(0, 1)
    return q


def separations(probabilities: Array, codes: Array) -> list[Separation]:
    """Return how well each class is told from the classes it is taken for most, the worst pair first."""
    told = [_separation(probabilities, codes, one, other) for one, other in _neighbours(probabilities, codes)]
    return sorted(told, key=lambda pair: (pair.high, pair.one, pair.other))


def _neighbours(probabilities: Array, codes: Array) -> list[tuple[int, int]]:
    classes = probabilities.shape[1]
    sums = np.zeros((classes, classes))
    np.add.at(sums, codes, probabilities)
    np.fill_diagonal(sums, -1)
    nearest = np.argsort(-sums, axis=1, kind="stable")[:, : min(_NEIGHBOURS, classes - 1)]
    return sorted({(min(one, int(other)), max(one, int(other))) for one in range(classes) for other in nearest[one]})


def _separation(probabilities: Array, codes: Array, one: int, other: int) -> Separation:
    rows = np.flatnonzero((codes == one) | (codes == other))
    lean = np.log(np.maximum(probabilities[rows, one], 1e-9)) - np.log(np.maximum(probabilities[rows, other], 1e-9))
    mine = codes[rows] == one
    ours, theirs = int(mine.sum()), int((~mine).sum())
    area = float((pl.Series(lean).rank("average").to_numpy()[mine].sum() - ours * (ours + 1) / 2) / (ours * theirs))
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    spread = area * (1 - area) + (ours - 1) * (first - area**2) + (theirs - 1) * (second - area**2)
    half = _Z * float(np.sqrt(max(spread, 0.25 / min(ours, theirs) * 1e-3) / (ours * theirs)))
    return Separation(one, other, area, max(0.0, area - half), min(1.0, area + half))
