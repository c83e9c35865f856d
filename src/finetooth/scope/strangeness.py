"""Strangeness: how unsure the model is of a text, and how far the text lies from the rows of what it answers.

Entropy of the probabilities (Hendrycks & Gimpel 2017 took the highest of them) and the cosine to the nearest training
row (Sun et al. 2022) in the base model's vectors, which tuning has not bent toward its classes (Uppaal et al. 2023).
Both can be had of rows that the model never saw, whatever it was taught with later: the threshold can be honest.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]
_AT_ONCE = 1_000
_LEAST = 1e-12
_FAR = -1.0  # the cosine to a class that has no row


@dataclass(frozen=True, eq=False)
class Known:
    """Training rows that texts are held against: ids [n], vectors of length 1 [n, d], and the place of each label."""

    ids: Integers
    vectors: Vectors
    classes: Integers


def entropy(probabilities: Floats) -> Floats:
    """Return the entropy in nats of each row's probabilities; float64[n]."""
    chances = np.maximum(probabilities, _LEAST)
    return np.asarray(-(chances * np.log(chances)).sum(axis=1))


def farness(vectors: Vectors, probabilities: Floats, known: Known, ids: Integers | None = None) -> Floats:
    """Return 1 - the cosine to the nearest row of each class, in the mean that the probabilities expect; float64[n].

    A text that is near to other classes than the one it is answered with is far. Rows whose ``ids`` are known rows'
    do not count for themselves.
    """
    order = np.argsort(known.classes, kind="stable")
    present, starts = np.unique(known.classes[order], return_index=True)
    columns, places = known.vectors[order].T, _places(known.ids[order], ids, len(vectors))
    parts = []
    for start in range(0, len(vectors), _AT_ONCE):
        stop = min(start + _AT_ONCE, len(vectors))
        cosines = vectors[start:stop] @ columns
        own = np.flatnonzero(places[start:stop] >= 0)
        cosines[own, places[start:stop][own]] = _FAR
        nearest = np.full((stop - start, probabilities.shape[1]), _FAR)
        nearest[:, present] = np.maximum.reduceat(cosines, starts, axis=1)
        parts.append(1 - (probabilities[start:stop] * nearest).sum(axis=1))
    return np.concatenate(parts) if parts else np.zeros(0)


def _places(known: Integers, ids: Integers | None, rows: int) -> Integers:
    """Return where each row stands among the known ones, -1 where it does not; int64[n]."""
    if ids is None or not len(known):
        return np.full(rows, -1, np.int64)
    order = np.argsort(known)
    found = order[np.minimum(np.searchsorted(known[order], ids), len(known) - 1)]
    return np.where(known[found] == ids, found, -1).astype(np.int64)
