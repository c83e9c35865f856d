"""Shifts made from rows whose labels are known: what an answer is worth where no row like it was learned from.

A small model (ridge regression on the embeddings) stands for the real one: it is fitted again without a cluster, one
end of a direction in which the rows spread, or the rows most like the field, and answers what was left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finetooth.field.answers import Calibration, Floats, Integers, calibrated, confidence
from finetooth.field.nearness import Mask, Vectors, Wording, similarity

MOST_ROWS = 2_000
_FOLDS = 5
_CLUSTERS = (2, 3, 4, 6, 8)
_DIRECTIONS, _END = 6, 0.3
_LIKE_FIELD = (0.15, 0.3, 0.5)
_FEWEST, _FEWEST_LEFT = 30, 100
_RIDGE, _SHARPNESS = 1.0, 8.0
ALIKE = "alike"


@dataclass(frozen=True)
class Shift:
    """Rows that a fit left out, and what it said of them.

    ``rows`` are their places, ``logs`` the calibrated log-probabilities, ``predicted`` and ``right`` what came of them;
    ``novelty`` [n, 2] is how little like the rows learned from they are, by meaning and by words. The kind ``alike``
    leaves out a random part.
    """

    kind: str
    rows: Integers
    logs: Floats
    predicted: Integers
    right: Mask
    novelty: Floats

    @property
    def confidence(self) -> Floats:
        """The calibrated probability of each predicted class."""
        return confidence(self.logs, self.predicted)


def shifts(
    vectors: Vectors, truth: Integers, classes: int, wording: Wording, field_likeness: Floats, seed: int
) -> list[Shift]:
    """Return the simulated shifts of the rows; ``wording`` has these rows first. At least the ``alike`` ones."""
    draw, count = np.random.default_rng(seed), len(vectors)
    known = truth >= 0
    wide = np.hstack([vectors, np.ones((count, 1), np.float32)])
    targets = np.zeros((count, classes), np.float32)
    targets[np.flatnonzero(known), truth[known]] = 1
    gram, cross = wide.T @ wide, wide.T @ targets
    found = []
    for kind, out in _divisions(vectors, field_likeness, draw):
        part = wide[out]
        left = gram - part.T @ part
        left[np.diag_indices(len(left))] += _RIDGE
        scores = part @ np.linalg.solve(left, cross - part.T @ targets[out])
        found.append((kind, out, scores.astype(np.float64)))
    alike = [(np.exp(_SHARPNESS * scores), truth[out]) for kind, out, scores in found if kind == ALIKE]
    scale = calibrated(np.vstack([one for one, _ in alike]), np.concatenate([one for _, one in alike]))
    return [_shift(kind, out, scores, scale, vectors, truth, wording) for kind, out, scores in found]


def _shift(
    kind: str, out: Mask, scores: Floats, scale: Calibration, vectors: Vectors, truth: Integers, wording: Wording
) -> Shift:
    predicted = scores.argmax(axis=1).astype(np.int64)
    rows, every = np.flatnonzero(out), wording.among(out)
    far = -similarity(vectors[out], vectors[~out]), wording.unknown(every, wording.among(~out))
    logs = scale(np.exp(_SHARPNESS * scores))
    return Shift(kind, rows, logs, predicted, predicted == truth[out], np.stack(far, axis=1))


def _divisions(vectors: Vectors, likeness: Floats, draw: np.random.Generator) -> Iterator[tuple[str, Mask]]:
    """Yield kinds and masks of the rows to leave out."""
    count = len(vectors)
    fold = draw.permutation(count) % _FOLDS
    for number in range(_FOLDS):
        yield ALIKE, fold == number
    if count < _FEWEST + _FEWEST_LEFT:
        return
    made = [
        (f"{size} clusters", cluster == one)
        for size in _CLUSTERS
        for cluster in (clusters(vectors, size, draw),)
        for one in range(size)
    ]
    axes = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)[0][:, :_DIRECTIONS]
    for axis in axes.T:
        low, high = np.quantile(axis, [_END, 1 - _END])
        made += [("an end", axis > high), ("an end", axis < low)]
    made += [("like the field", likeness > np.quantile(likeness, 1 - share)) for share in _LIKE_FIELD]
    yield from ((kind, out) for kind, out in made if out.sum() >= _FEWEST and (~out).sum() >= _FEWEST_LEFT)


def clusters(vectors: Vectors, count: int, draw: np.random.Generator, rounds: int = 12) -> npt.NDArray[np.int64]:
    """Return the cluster of each row by spherical k-means (Dhillon & Modha 2001); int64[n]."""
    centres = vectors[np.sort(draw.permutation(len(vectors))[:count])].copy()
    found = np.zeros(len(vectors), np.int64)
    for _ in range(rounds):
        found = (vectors @ centres.T).argmax(axis=1)
        members = np.zeros((len(vectors), len(centres)), np.float32)
        members[np.arange(len(vectors)), found] = 1
        sums = members.T @ vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), centres)
    return found
