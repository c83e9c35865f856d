"""Multinomial logistic regression on dense features: L-BFGS that starts from Böhning's bound (1992) as its Hessian."""

from collections import deque
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray
_MEMORY = 6
_TOLERANCE = 1e-3


def softmax(scores: Array) -> Array:
    """Return probabilities of scores, row by row."""
    shifted = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(shifted / shifted.sum(1, keepdims=True))


def with_bias(features: Array) -> Array:
    """Return the features with a last column of ones."""
    return np.hstack([features, np.ones((len(features), 1), np.float32)])


@dataclass(frozen=True)
class _Point:
    weights: Array
    scores: Array
    loss: float
    gradient: Array


class SoftmaxFit:
    """One fit: ``features`` float32[n, d] with their bias column, ``codes`` the classes, ``penalty`` the L2 weight."""

    def __init__(self, features: Array, codes: Array, classes: int, penalty: float, gram: Array | None = None) -> None:
        from scipy.linalg import cho_factor

        self.features, self.codes, self.penalty = features, codes, np.float32(penalty)
        self.rows = np.arange(len(codes))
        bound = np.float32(0.25 if classes == 2 else 0.5 * (1 - 1 / classes))
        hessian = (features.T @ features if gram is None else gram) * bound
        hessian[np.diag_indices(len(hessian))] += self.penalty
        self.factor: Any = cho_factor(hessian, lower=True, overwrite_a=True, check_finite=False)
        self.shape = (features.shape[1], classes)

    def run(self, iterations: int, start: Array | None = None) -> Array:
        """Return the weights, float32[d, C]; from a start that is close a few iterations are enough."""
        weights = np.zeros(self.shape, np.float32) if start is None else start
        point = self._at(weights, self.features @ weights)
        memory: deque[tuple[Array, Array, float]] = deque(maxlen=_MEMORY)
        for _ in range(iterations):
            step = self._direction(point.gradient, memory)
            new = self._search(point, step, 1.0 if memory else 1.5)
            moved, turned = new.weights - point.weights, new.gradient - point.gradient
            curvature = float(np.vdot(moved, turned))
            if curvature > 1e-10:
                memory.append((moved, turned, 1 / curvature))
            done = abs(point.loss - new.loss) < _TOLERANCE * max(1.0, abs(new.loss))
            point = new
            if done:
                break
        return point.weights

    def _at(self, weights: Array, scores: Array) -> _Point:
        top = scores.max(1)
        shares = np.exp(scores - top[:, None])
        total = shares.sum(1)
        loss = float((np.log(total) + top - scores[self.rows, self.codes]).sum())
        loss += float(0.5 * self.penalty * np.vdot(weights, weights))
        shares /= total[:, None]
        shares[self.rows, self.codes] -= 1
        return _Point(weights, scores, loss, self.features.T @ shares + self.penalty * weights)

    def _search(self, point: _Point, step: Array, length: float) -> _Point:
        slope, moved = float(np.vdot(point.gradient, step)), self.features @ step
        while True:
            size = np.float32(length)
            new = self._at(point.weights + size * step, point.scores + size * moved)
            if new.loss <= point.loss + 1e-4 * length * slope or length < 1e-3:
                return new
            length /= 2

    def _direction(self, gradient: Array, memory: deque[tuple[Array, Array, float]]) -> Array:
        from scipy.linalg import cho_solve

        turned, kept = gradient.copy(), []
        for moved, change, scale in reversed(memory):
            kept.append(scale * float(np.vdot(moved, turned)))
            turned -= np.float32(kept[-1]) * change
        turned = cho_solve(self.factor, turned, check_finite=False).astype(np.float32)
        for (moved, change, scale), share in zip(memory, reversed(kept), strict=True):
            turned += np.float32(share - scale * float(np.vdot(change, turned))) * moved
        return np.asarray(-turned)


@dataclass(frozen=True)
class OutOfFold:
    """Probabilities float32[n, C] of each row from the folds it is not in, and the weights of each fold's fit."""

    probabilities: Array
    weights: tuple[Array, ...]


def out_of_fold(
    features: Array,
    codes: Array,
    classes: int,
    folds: Array,
    penalty: float = 0.2,
    iterations: int = 12,
    start: tuple[Array, ...] | None = None,
) -> OutOfFold:
    """Fit on all folds but one, tell that one, for each fold; ``start`` takes up the weights of an earlier run."""
    told = np.zeros((len(codes), classes), np.float32)
    full, weights = with_bias(features), []
    gram = full.T @ full
    for fold in range(int(folds.max()) + 1):
        out = folds == fold
        left = full[out]
        fit = SoftmaxFit(full[~out], codes[~out], classes, penalty, gram - left.T @ left)
        weights.append(fit.run(iterations, start[fold] if start else None))
        told[out] = softmax(left @ weights[-1])
    return OutOfFold(told, tuple(weights))
