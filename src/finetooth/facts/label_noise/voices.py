"""The voices that tell which label a row has, each never having seen that row or a copy of it, and their pool."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.facts.label_noise.features import Sparse, all_features, cut, word_features
from finetooth.facts.label_noise.folds import fold_count, make_folds
from finetooth.facts.label_noise.landmarks import landmark_features
from finetooth.facts.label_noise.naive_bayes import left_out_scores
from finetooth.facts.label_noise.pooling import Group, Pooled, logs, pool, temperature
from finetooth.facts.label_noise.softmax import FoldedFits, OutOfFold, softmax

Array = np.ndarray
_LANDMARKS, _FEWER_LANDMARKS, _FEWEST_LANDMARKS = 600, 300, 150  # alone, beside vectors, and there for two classes
_MANY = 20  # classes: from there on the fits are costly and naive Bayes is at its best
_SHARES = (np.float32(0.8), np.float32(0.6))  # of vectors and landmarks in the joint features, as lengths
_ITERATIONS = 12
AGAIN = 4  # iterations from the weights of a run on nearly the same labels


@dataclass(frozen=True)
class Material:
    """What the voices hear of n rows: sparse features, dense ones, and vectors of the base model where there are.

    ``sparse`` are words and pairs of them and, unless all rows have vectors, the same with runs of characters before:
    beside vectors these tell nothing more, at twice the cost. ``copies`` Int64[n] numbers the texts: rows with one
    number are copies. ``dense`` are fits to come with the rows (Boolean[n]) that they tell of: all rows, those with
    vectors, or both; ``has_vector`` Boolean[n].
    """

    sparse: tuple[Sparse, ...]
    dense: tuple[tuple[FoldedFits, Array], ...]
    has_vector: Array
    copies: Array
    classes: int


@dataclass(frozen=True)
class Heard:
    """What the voices say together: ``probabilities`` float32[n, C], and of each given label how likely it is.

    ``own``: were it right; ``wrong``: were it a mistake; ``noise`` with ``low`` and ``high``: the share of mistakes.
    """

    probabilities: Array
    own: Array
    wrong: Array
    noise: float
    low: float
    high: float
    fits: tuple[OutOfFold, ...]

    def probably_wrong(self, noise: float) -> Array:
        """Return the probability that each given label is wrong, were this share of all labels wrong; float[n]."""
        mistaken = noise * self.wrong.astype(np.float64)
        return np.asarray(mistaken / np.maximum((1 - noise) * self.own + mistaken, 1e-30))

    @property
    def score(self) -> Array:
        """How little the voices believe the given label, 0 to 1: what rows are ranked by."""
        return np.asarray(1 - self.own.astype(np.float64))


def gather(
    texts: pl.Series, codes: Array, classes: int, seed: int, vectors: Array | None = None, rows: Array | None = None
) -> Material:
    """Compute the features. ``vectors`` float32[m, d] of length 1 belong to the positions ``rows`` Int64[m]."""
    copies = texts.rank("dense").to_numpy().astype(np.int64)
    read = cut(texts)
    has = np.zeros(len(codes), bool)
    if vectors is not None and rows is not None:
        has[rows] = True
    words = word_features(read)
    sparse = (words,) if has.all() else (all_features(read), words)
    folds = make_folds(copies, codes, fold_count(len(codes)), seed)
    told = _dense(sparse[0], classes, seed, vectors, has)
    dense = tuple((FoldedFits(features, folds[of], classes), of) for features, of in told)
    return Material(sparse, dense, has, copies, classes)


def _dense(
    every: Sparse, classes: int, seed: int, vectors: Array | None, has: Array
) -> tuple[tuple[Array, Array], ...]:
    if vectors is not None and has.all() and classes > _MANY:
        return ((vectors, has),)
    beside = _FEWEST_LANDMARKS if classes == 2 and has.all() else _FEWER_LANDMARKS
    count = _LANDMARKS if classes <= _MANY and vectors is None else beside
    marks = landmark_features(every, count, seed)
    general = ((marks, np.ones(len(has), bool)),) if not has.all() else ()
    if vectors is None or not has.any():
        return general
    return (*general, (np.hstack([vectors * _SHARES[0], marks[has] * _SHARES[1]]), has))


def listen(material: Material, codes: Array, before: Heard | None = None, interval: bool = True) -> Heard:
    """Let every voice speak and pool them; ``before`` is a run on nearly the same labels to start from."""
    voices = [_bayes(features, codes, material) for features in material.sparse]
    fits = []
    for number, (folded, rows) in enumerate(material.dense):
        start, iterations = (before.fits[number].weights, AGAIN) if before else (None, _ITERATIONS)
        fits.append(folded.run(codes[rows], iterations, start))
    return _pooled(voices, fits, material.has_vector, codes, interval)


def _bayes(features: Sparse, codes: Array, material: Material) -> Array:
    scores = left_out_scores(features, codes, material.classes, material.copies)
    return logs(softmax(scores * np.float32(temperature(scores, codes))))


def _pooled(voices: list[Array], fits: list[OutOfFold], has: Array, codes: Array, interval: bool) -> Heard:
    """Pool the rows with vectors apart from those without: other voices speak of them, but the noise is one."""
    spoken = [logs(fit.probabilities) for fit in fits]
    if has.all() or not has.any():
        pooled, places = pool([Group(np.stack([*voices, *spoken]), codes)], interval), [np.arange(len(codes))]
    else:
        with_, without = np.flatnonzero(has), np.flatnonzero(~has)
        general = [*voices, spoken[0]]
        first = Group(np.stack([*(one[with_] for one in general), spoken[1]]), codes[with_])
        second = Group(np.stack([one[without] for one in general]), codes[without])
        pooled, places = pool([first, second], interval), [with_, without]
    return _in_order(pooled, places, tuple(fits))


def _in_order(pooled: Pooled, places: list[Array], fits: tuple[OutOfFold, ...]) -> Heard:
    order = np.argsort(np.concatenate(places), kind="stable")
    told, own, wrong = (np.concatenate(parts)[order] for parts in (pooled.probabilities, pooled.own, pooled.wrong))
    return Heard(told, own, wrong, pooled.noise, pooled.low, pooled.high, fits)
