"""Crossed scores: every row judged once by a probe that never saw it, at growing numbers of training rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.facts.curve_fit.probes import Ladder
from finetooth.facts.label_curve import said_by_share

Array = np.ndarray
SHARES = tuple(2.0 ** (-step / 2) for step in range(6, -1, -1))  # of the rows that a fold trains on
FOLDS = 10
REPEATS = 3  # with other folds, where rows are few
_FEW = 4_000
REPLICATES = 300
_BLOCK = 100  # replicates at a time


@dataclass(frozen=True)
class Crossed:
    """F1 of each class at each size, ``f1`` float64[s, k]; ``drawn`` float64[r, s, k] the same where rows weigh anew.

    ``predicted`` Int64[n] is each row's class at the full size; none where rows have several labels.
    """

    sizes: Array
    f1: Array
    drawn: Array
    predicted: Array | None


def crossed(ladder: Ladder, classes: Array, draw: np.random.Generator, sets: Array | None = None) -> Crossed:
    """Return the scores of a probe at each of ``SHARES``: predictions of all folds are counted together.

    Scores of small folds would be biased (Forman & Scholz 2010, "Apples-to-apples in cross-validation"). ``drawn`` is
    the Bayesian bootstrap (Rubin 1981) of the rows judged, the same at every size, so that what they share cancels.
    Where classes are sets of labels, ``sets`` Boolean[classes, labels] tells which.
    """
    full = len(classes) - len(classes) // FOLDS
    sizes = [max(2, int(full * share)) for share in SHARES]
    names = int(classes.max()) + 1 if sets is None else sets.shape[1]
    repeats = REPEATS if len(classes) <= _FEW else 1
    said = np.zeros((len(sizes), len(classes), names), np.uint8)
    for test, train in (part for _ in range(repeats) for part in _folds(classes, draw)):
        at = [min(size, len(train)) for size in sizes]
        for place, scores in enumerate(ladder(train, at, test)):
            if sets is None:
                said[place, test, scores.argmax(axis=1)] += 1
            else:
                said[place, test] += said_by_share(scores @ sets, sets[classes[train[: at[place]]]].mean(axis=0))
    truth = np.eye(names, dtype=bool)[classes] if sets is None else sets[classes]
    f1 = _f1(truth, said, np.ones((1, len(classes))), repeats)[0]
    blocks = (draw.exponential(size=(_BLOCK, len(classes))) for _ in range(REPLICATES // _BLOCK))
    drawn = np.concatenate([_f1(truth, said, weights, repeats) for weights in blocks])
    return Crossed(np.array(sizes), f1, drawn, said[-1].argmax(axis=1) if sets is None else None)


def _folds(classes: Array, draw: np.random.Generator) -> Iterator[tuple[Array, Array]]:
    """Yield the rows that judge and those that train, stratified; every prefix of what trains is stratified too."""
    order = np.argsort(places(classes, draw), kind="stable")
    fold = np.empty(len(order), np.int64)
    fold[order] = np.arange(len(order)) % FOLDS
    for number in range(FOLDS):
        rest = np.flatnonzero(fold != number)
        yield np.flatnonzero(fold == number), rest[np.argsort(places(classes[rest], draw), kind="stable")]


def places(classes: Array, draw: np.random.Generator) -> Array:
    """Return float64[n]: each row's random place within its class, as a share of the class."""
    table = pl.DataFrame({"class": classes, "draw": draw.random(len(classes))})
    rank = pl.col("draw").rank("ordinal").over("class")
    return table.select(((rank - pl.col("draw")) / pl.len().over("class")).alias("place"))["place"].to_numpy()


def _f1(truth: Array, said: Array, weights: Array, repeats: int) -> Array:
    """Return float64[r, s, k]: F1 by class under each row of ``weights``; ``said`` counts over ``repeats``."""
    from scipy.sparse import csr_matrix

    def sums(marks: Array) -> Array:
        return np.asarray((csr_matrix(marks.T, dtype=np.float64) @ weights.T).T)

    real, found = repeats * sums(truth), np.zeros((len(weights), len(said), truth.shape[1]))
    for place, one in enumerate(said):
        found[:, place] = 2 * sums(one * truth) / np.maximum(sums(one) + real, 1e-12)
    return found
