"""Linear heads on features that stand still: one fit for each kind of problem."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE

if TYPE_CHECKING:
    from torch import nn

_MOST_STEPS = 500
_NEVER = 20.0  # a bias that settles a label that no row, or every row, has


@dataclass(frozen=True)
class LinearHead:
    """Weights float64[k, d] and biases float64[k] of a head, and the C they were fitted with."""

    weights: np.ndarray
    biases: np.ndarray
    c: float

    def put(self, layer: "nn.Linear") -> None:
        """Write the head into the last layer of a model."""
        import torch

        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(self.weights))
            layer.bias.copy_(torch.from_numpy(self.biases))

    def logits(self, features: np.ndarray) -> np.ndarray:
        """Return float64[n, k]."""
        return np.asarray(features @ self.weights.T + self.biases)


def softmax_regression(x: np.ndarray, y: np.ndarray, w: np.ndarray, labels: int, c: float) -> LinearHead:
    """Fit a logistic regression on label indices."""
    from sklearn.linear_model import LogisticRegression

    known = np.unique(y[w > 0])
    weights, biases = np.zeros((labels, x.shape[1])), np.full(labels, -_NEVER)  # a class without rows is never told
    if len(known) == 1:
        biases[known] = 0.0
        return LinearHead(weights, biases, c)
    model = LogisticRegression(C=c, max_iter=_MOST_STEPS).fit(x, y, sample_weight=w)
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row of them for the second class: the logits part it
        coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.tile(intercepts, 2) * [-0.5, 0.5]
    weights[model.classes_], biases[model.classes_] = coefficients, intercepts
    return LinearHead(weights, biases, c)


def one_for_each(x: np.ndarray, y: np.ndarray, w: np.ndarray, labels: int, c: float) -> LinearHead:
    """Fit a logistic regression for each label, on zeros and ones [n, k]."""
    from sklearn.linear_model import LogisticRegression

    weights, biases = np.zeros((labels, x.shape[1])), np.zeros(labels)
    for label in range(labels):
        there = np.unique(y[w > 0, label])
        if len(there) < 2:
            biases[label] = _NEVER if there.any() else -_NEVER
            continue
        model = LogisticRegression(C=c, max_iter=_MOST_STEPS).fit(x, y[:, label], sample_weight=w)
        weights[label], biases[label] = model.coef_[0], model.intercept_[0]
    return LinearHead(weights, biases, c)


def ridge(x: np.ndarray, y: np.ndarray, w: np.ndarray, labels: int, c: float) -> LinearHead:
    """Fit a ridge regression on numbers, its penalty 1 / C."""
    from sklearn.linear_model import Ridge

    model = Ridge(alpha=1 / c).fit(x, y, sample_weight=w)
    return LinearHead(model.coef_.reshape(1, -1), np.atleast_1d(model.intercept_), c)


FITS: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray, int, float], LinearHead]] = {
    SINGLE: softmax_regression,
    ORDINAL: softmax_regression,
    MULTI: one_for_each,
    REGRESSION: ridge,
}
