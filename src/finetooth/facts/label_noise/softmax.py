"""Multinomial logistic regression on dense features: L-BFGS that starts from Böhning's bound (1992) as its Hessian."""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray
_MEMORY = 6
_TOLERANCE = 1e-3
_TOGETHER = 64  # columns of scores up to which the folds are fitted side by side


def softmax(scores: Array) -> Array:
    """Return probabilities of scores, row by row."""
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True))


def with_bias(features: Array) -> Array:
    """Return the features with a last column of ones."""
    return np.hstack([features, np.ones((len(features), 1), np.float32)])


def factored(gram: Array, classes: int, penalty: float) -> Any:
    """Return the Cholesky factor of the bound of the Hessian: what every step is turned by."""
    from scipy.linalg import cho_factor

    hessian = gram * np.float32(0.25 if classes == 2 else 0.5 * (1 - 1 / classes))
    hessian[np.diag_indices(len(hessian))] += np.float32(_shared(penalty, classes))
    return cho_factor(hessian, lower=True, overwrite_a=True, check_finite=False)


def _shared(penalty: float, classes: int) -> float:
    return penalty / 2 if classes == 2 else penalty  # one column stands for two that are each other's opposite


@dataclass(frozen=True)
class _Point:
    """``weights`` and ``gradient`` float32[d, F * K], ``scores`` float32[n, F * K], ``loss`` float64[F]."""

    weights: Array
    scores: Array
    loss: Array
    gradient: Array


class SoftmaxFit:
    """Fits side by side: ``features`` float32[n, d] with their bias column, ``codes`` the classes, ``penalty`` of L2.

    ``seen`` Boolean[n, F] tells which rows each fit sees; without it there is one, which sees all. Two classes have
    one column of scores, more have K = ``classes``. Each fit goes its own way: none depends on another's rows.
    """

    def __init__(
        self,
        features: Array,
        codes: Array,
        classes: int,
        penalty: float,
        seen: Array | None = None,
        factor: Any | None = None,
    ) -> None:
        self.features, self.codes, self.classes = features, codes, classes
        self.seen = None if seen is None else seen.astype(np.float32)
        self.factor = factored(features.T @ features, classes, penalty) if factor is None else factor
        self.penalty, self.rows = np.float32(_shared(penalty, classes)), np.arange(len(codes))
        self.fits, self.columns = 1 if seen is None else seen.shape[1], 1 if classes == 2 else classes

    def run(self, iterations: int, start: Array | None = None) -> Array:
        """Return the weights, float32[d, F * K]; from a start that is close a few iterations are enough."""
        weights = np.zeros((self.features.shape[1], self.fits * self.columns), np.float32) if start is None else start
        point = self._at(weights, self.features @ weights)
        memory: deque[tuple[Array, Array, Array]] = deque(maxlen=_MEMORY)
        going = np.ones(self.fits, bool)
        for _ in range(iterations):
            step = self._direction(point.gradient, memory) * self._spread(going)
            new = self._search(point, step, 1.0 if memory else 1.5)
            moved, turned = new.weights - point.weights, new.gradient - point.gradient
            curvature = self._products(moved, turned)
            memory.append((moved, turned, np.where(curvature > 1e-10, 1 / np.maximum(curvature, 1e-10), 0)))
            going &= abs(point.loss - new.loss) >= _TOLERANCE * np.maximum(1.0, abs(new.loss))
            point = new
            if not going.any():
                break
        return point.weights

    def probabilities(self, scores: Array) -> Array:
        """Return float32[n, C] of the scores of one fit."""
        if self.classes > 2:
            return softmax(scores)
        right = 1 / (1 + np.exp(-np.clip(scores, -60, 60)))
        return np.hstack([1 - right, right])

    def _spread(self, values: Array) -> Array:
        """Return one value a fit as one a column."""
        return np.asarray(np.repeat(values.astype(np.float32), self.columns))

    def _products(self, one: Array, other: Array) -> Array:
        """Return the inner product of each fit, float64[F]."""
        sums = np.einsum("dk,dk->k", one, other).astype(np.float64)
        return np.asarray(sums.reshape(self.fits, self.columns).sum(1))

    def _at(self, weights: Array, scores: Array) -> _Point:
        loss, slope = self._two(scores) if self.classes == 2 else self._many(scores)
        loss = loss + 0.5 * float(self.penalty) * self._products(weights, weights)
        return _Point(weights, scores, loss, self.features.T @ slope + self.penalty * weights)

    def _two(self, scores: Array) -> tuple[Array, Array]:
        """Return the loss of each fit and its slope by the scores, where a class is told by the sign of one score."""
        right = self.codes[:, None].astype(np.float32)
        small = np.exp(-abs(scores))
        loss = np.log1p(small) + np.maximum(scores, 0) - right * scores
        slope = np.where(scores >= 0, 1, small) / (1 + small) - right
        if self.seen is not None:
            loss, slope = loss * self.seen, slope * self.seen
        return loss.sum(0, dtype=np.float64), slope

    def _many(self, scores: Array) -> tuple[Array, Array]:
        scores = scores.reshape(len(scores), self.fits, self.columns)
        top = scores.max(2)
        shares = np.exp(scores - top[:, :, None])
        total = shares.sum(2)
        loss = np.log(total) + top - scores[self.rows, :, self.codes]
        shares /= total[:, :, None]
        shares[self.rows, :, self.codes] -= 1
        if self.seen is not None:
            loss, shares = loss * self.seen, shares * self.seen[:, :, None]
        return loss.sum(0, dtype=np.float64), shares.reshape(len(scores), -1)

    def _search(self, point: _Point, step: Array, length: float) -> _Point:
        slope, moved, lengths = self._products(point.gradient, step), self.features @ step, np.full(self.fits, length)
        while True:
            size = self._spread(lengths)
            new = self._at(point.weights + size * step, point.scores + size * moved)
            worse = (new.loss > point.loss + 1e-4 * lengths * slope) & (lengths >= 1e-3)
            if not worse.any():
                return new
            lengths[worse] /= 2

    def _direction(self, gradient: Array, memory: deque[tuple[Array, Array, Array]]) -> Array:
        from scipy.linalg import cho_solve

        turned, kept = gradient.copy(), []
        for moved, change, scale in reversed(memory):
            kept.append(scale * self._products(moved, turned))
            turned -= self._spread(kept[-1]) * change
        turned = cho_solve(self.factor, turned, check_finite=False).astype(np.float32)
        for (moved, change, scale), share in zip(memory, reversed(kept), strict=True):
            turned += self._spread(share - scale * self._products(change, turned)) * moved
        return np.asarray(-turned)


@dataclass(frozen=True)
class OutOfFold:
    """Probabilities float32[n, C] of each row from the folds it is not in, and the weights of the folds' fits."""

    probabilities: Array
    weights: tuple[Array, ...]


class FoldedFits:
    """Fits on all folds but one, each to tell that one; what does not depend on the labels is made once.

    ``features`` float32[n, d] without bias, ``folds`` Int64[n].
    """

    def __init__(self, features: Array, folds: Array, classes: int, penalty: float = 0.2) -> None:
        self.features, self.folds, self.classes, self.penalty = with_bias(features), folds, classes, penalty
        self.count = int(folds.max()) + 1
        share = np.float32(1 - 1 / self.count)
        self.factor = factored((self.features.T @ self.features) * share, classes, penalty)

    def run(self, codes: Array, iterations: int = 12, start: tuple[Array, ...] | None = None) -> OutOfFold:
        """Fit and tell; ``start`` takes up the weights of an earlier run."""
        columns = 1 if self.classes == 2 else self.classes
        told = np.zeros((len(codes), self.classes), np.float32)
        if self.count * columns <= _TOGETHER:
            seen = self.folds[:, None] != np.arange(self.count)
            fit = SoftmaxFit(self.features, codes, self.classes, self.penalty, seen, self.factor)
            weights = fit.run(iterations, start[0] if start else None)
            scores = (self.features @ weights).reshape(len(codes), self.count, columns)
            return OutOfFold(fit.probabilities(scores[np.arange(len(codes)), self.folds]), (weights,))
        kept = []
        for fold in range(self.count):
            out = self.folds == fold
            fit = SoftmaxFit(self.features[~out], codes[~out], self.classes, self.penalty, factor=self.factor)
            kept.append(fit.run(iterations, start[fold] if start else None))
            told[out] = fit.probabilities(self.features[out] @ kept[-1])
        return OutOfFold(told, tuple(kept))
