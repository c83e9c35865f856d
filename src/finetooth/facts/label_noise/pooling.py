"""Voices pooled into one probability, together with the share of labels that are wrong: one likelihood tells both."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from finetooth.facts.label_noise.bounded import Least, least
from finetooth.facts.label_noise.softmax import softmax

Array = np.ndarray
_LEAST = 1e-6  # probability
_MOST_NOISE, _FIRST_NOISE = 0.5, 0.02
_LIKELIEST = 8  # classes of a row that count while the weights are found
_DROP = 1.92  # of the log-likelihood at the ends of a 95 % interval: half the chi-squared quantile


def temperature(scores: Array, codes: Array) -> float:
    """Return the factor on log-likelihoods that makes the labels most likely."""
    rows, best = np.arange(len(codes)), (np.inf, 1.0)
    for scale in np.geomspace(0.05, 20, 18, dtype=np.float32):
        loss = -float(np.log(softmax(scores * scale)[rows, codes] + _LEAST).mean())
        best = min(best, (loss, float(scale)))
    return best[1]


def logs(probabilities: Array) -> Array:
    """Return logarithms of probabilities, none below that of one in a million."""
    return np.asarray(np.log(np.maximum(probabilities, _LEAST)))


@dataclass(frozen=True)
class Group:
    """Rows that the same voices speak of: ``voices`` float32[v, n, C] log-probabilities, ``codes`` Int64[n]."""

    voices: Array
    codes: Array


@dataclass(frozen=True)
class Pooled:
    """What the voices say together, group by group: probabilities of the classes, and of what a wrong label would be.

    ``own`` and ``wrong`` float[n]: how likely the given label is, were it right, and were it wrong; ``noise`` is the
    likeliest share of wrong labels, ``low`` to ``high`` its 95 % profile-likelihood interval.
    """

    probabilities: tuple[Array, ...]
    own: tuple[Array, ...]
    wrong: tuple[Array, ...]
    noise: float
    low: float
    high: float


def confusion(probabilities: Array) -> Array:
    """Return where a wrong label comes from, float[C, C], rows summing to 1 with none on the diagonal.

    Half any other class alike, half the classes the model takes it for: the two shapes that mistakes are known to have
    (Northcutt et al. 2021).
    """
    classes = probabilities.shape[1]
    taken = probabilities.argmax(1)
    sums = np.zeros((classes, classes), np.float64)
    np.add.at(sums, taken, probabilities)
    np.fill_diagonal(sums, 0)
    uniform = (1 - np.eye(classes)) / max(1, classes - 1)
    total = sums.sum(1, keepdims=True)
    shaped = np.where(total > 0, sums / np.maximum(total, 1e-12), uniform)
    return np.asarray((uniform + shaped) / 2)


def pool(groups: Sequence[Group], interval: bool = True) -> Pooled:
    """Return weights of the voices and the share of wrong labels that make the given labels most likely.

    A label is right and softmax(sum of weighted log-probabilities) tells it, or it is wrong and drawn from
    ``confusion``. Log-linear pooling: Genest & Zidek 1986; the two-part likelihood: Lawrence & Schölkopf 2001.
    """
    groups = [group for group in groups if len(group.codes)]
    first = [np.full(len(group.voices), 1 / len(group.voices)) for group in groups]
    means = [softmax(np.tensordot(share, group.voices, 1)) for share, group in zip(first, groups, strict=True)]
    shape = confusion(np.concatenate(means))
    fitted = _Likelihood(groups, shape, first)
    found = fitted.best(np.concatenate(first))
    if shape.shape[0] > _LIKELIEST:
        fitted = _Likelihood(groups, shape, fitted.parts(found.values[:-1]))
        found = fitted.best(found.values[:-1])
    low, high = (fitted.end(found, side) for side in (-1, 1)) if interval else (0.0, _MOST_NOISE)
    told = [_tell(part, group, shape) for part, group in zip(fitted.parts(found.values[:-1]), groups, strict=True)]
    tells, owns, wrongs = zip(*told, strict=True)
    return Pooled(tells, owns, wrongs, float(found.values[-1]), low, high)


def _tell(weights: Array, group: Group, shape: Array) -> tuple[Array, Array, Array]:
    told = softmax(np.tensordot(weights.astype(np.float32), group.voices, 1))
    wrong = (told * shape.T.astype(np.float32)[group.codes]).sum(1)
    return told, told[np.arange(len(group.codes)), group.codes], wrong


class _Likelihood:
    """Of the given labels, by the voices' weights and the share of wrong labels; each row's likeliest classes count."""

    def __init__(self, groups: Sequence[Group], shape: Array, weights: Sequence[Array]) -> None:
        self.groups = [_narrow(group, shape, part) for group, part in zip(groups, weights, strict=True)]
        self.cuts = np.cumsum([len(group.voices) for group in groups])[:-1]

    def parts(self, weights: Array) -> list[Array]:
        return np.split(weights, self.cuts)

    def best(self, weights: Array) -> Least:
        """Minimise the loss over the weights and, last of the values, the noise."""
        start = np.append(weights, _FIRST_NOISE)
        low, high = np.zeros(len(start)), np.append(np.full(len(weights), np.inf), _MOST_NOISE)
        return least(lambda values: self.loss(values[:-1], values[-1]), start, low, high, self.curvature(start))

    def end(self, found: Least, side: int) -> float:
        """Return one end of the noise's interval: where the best loss is worse by more than chance."""
        noise, edge = float(found.values[-1]), 0.0 if side < 0 else _MOST_NOISE
        near = Least(found.values[:-1], found.loss, found.curvature[:-1, :-1])
        if side < 0 and self._given(near, edge).loss - found.loss <= _DROP:
            return edge
        away = max(0.002, noise / 5)  # the root of the loss is nearly straight: three steps of the secant find its end
        for _ in range(3):
            at = min(max(noise + side * away, 0.0), _MOST_NOISE)
            near = self._given(near, at)
            worse = max(1e-3, near.loss - found.loss)
            away = abs(at - noise) * min(4.0, max(0.25, sqrt(_DROP / worse)))
        return min(max(noise + side * away, 0.0), _MOST_NOISE)

    def _given(self, near: Least, noise: float) -> Least:
        """Minimise the loss over the weights alone, from those found nearby."""
        low, high = np.zeros(len(near.values)), np.full(len(near.values), np.inf)

        def loss(weights: Array) -> tuple[float, Array]:
            told, slope = self.loss(weights, noise)
            return told, slope[:-1]

        return least(loss, near.values, low, high, near.curvature)

    def loss(self, weights: Array, noise: float) -> tuple[float, Array]:
        """Return the loss and its slope by each weight and the noise."""
        total, slopes, of_noise = 0.0, [], 0.0
        for part, group in zip(self.parts(weights), self.groups, strict=True):
            likely, pull, by_noise = _pulled(part, noise, group)
            total -= float(np.log(likely).sum(dtype=np.float64))
            of_noise -= float(by_noise.sum(dtype=np.float64))
            slopes.append(-np.tensordot(group.voices, pull, 2))
        return total, np.append(np.concatenate(slopes), of_noise)

    def curvature(self, values: Array) -> Array:
        """Return the sums of products of the rows' slopes: the Hessian, nearly (Berndt et al. 1974)."""
        sums, begin = np.zeros((len(values),) * 2), 0
        for part, group in zip(self.parts(values[:-1]), self.groups, strict=True):
            _, pull, by_noise = _pulled(part, values[-1], group)
            rows = np.vstack([(group.voices * pull).sum(1), by_noise]).astype(np.float64)
            at = np.append(np.arange(begin, begin + len(part)), len(values) - 1)
            sums[np.ix_(at, at)] += rows @ rows.T
            begin += len(part)
        return sums


def _pulled(weights: Array, noise: float, group: "_Narrow") -> tuple[Array, Array, Array]:
    """Return how likely each row's label is, and what its logarithm gains by each score and by the noise."""
    scores = np.tensordot(weights.astype(np.float32), group.voices, 1) + group.offset
    told = np.exp(scores - scores.max(0))
    told /= told.sum(0)
    own, wrong, noise = told[0], (told * group.shape).sum(0), float(noise)
    likely = np.maximum((1 - noise) * own + noise * wrong, np.float32(1e-30))
    pull = told * (noise * (group.shape - wrong) - (1 - noise) * own)
    pull[0] += (1 - noise) * own
    pull /= likely
    return likely, pull, (wrong - own) / likely


@dataclass(frozen=True)
class _Narrow:
    """A group with its given label first, the likeliest others, and last all other classes as if they were one.

    ``voices`` [v, k, n], ``shape`` and ``offset`` [k, n]; the last class is exact at the weights it was made with, and
    follows them to the first order.
    """

    voices: Array
    shape: Array
    offset: Array


def _narrow(group: Group, shape: Array, weights: Array) -> _Narrow:
    mean = np.tensordot(weights.astype(np.float32), group.voices, 1)
    rows, classes = np.arange(len(group.codes)), mean.shape[1]
    mean[rows, group.codes] = np.inf
    count = min(_LIKELIEST, classes)
    kept = np.argpartition(-mean, count - 1, axis=1)[:, :count]
    place = (kept == group.codes[:, None]).argmax(1)
    kept[rows, place], kept[:, 0] = kept[:, 0], group.codes
    voices = np.stack([np.take_along_axis(voice, kept, 1) for voice in group.voices])
    towards = shape[kept, group.codes[:, None]].astype(np.float32)
    if count == classes:
        return _turned(voices, towards, np.zeros_like(towards))
    left = np.tensordot(weights.astype(np.float32), group.voices, 1)
    np.put_along_axis(left, kept, -np.inf, 1)
    shares, whole = softmax(left), np.log(np.exp(left).sum(1) + 1e-30)
    rest = np.stack([(shares * np.maximum(voice, -100)).sum(1) for voice in group.voices])
    offset = np.zeros((len(rows), count + 1), np.float32)
    offset[:, -1] = whole - weights.astype(np.float32) @ rest
    mistaken = np.full((len(rows), 1), 1 / (classes - 1), np.float32)
    return _turned(np.concatenate([voices, rest[:, :, None]], 2), np.hstack([towards, mistaken]), offset)


def _turned(voices: Array, shape: Array, offset: Array) -> _Narrow:
    return _Narrow(
        np.ascontiguousarray(voices.transpose(0, 2, 1)), *(np.ascontiguousarray(a.T) for a in (shape, offset))
    )
