"""A logistic regression on the frozen encoder's features, put into the head: the model that a fine-tune must beat."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import nn

PENALTIES = (1.0, 3.0, 10.0, 30.0)  # values of C that are tried, on features of mean length 1
FOLDS = 3
_MOST_STEPS = 500
_MOST_TRIED = 5_000  # rows; C matters little with more, and each fit takes its time


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


def fitted(
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    labels: int,
    score: Callable[[np.ndarray, np.ndarray], float],
    seed: int,
) -> LinearHead:
    """Fit a head on features[n, d]; the best C by ``score`` (logits, targets) in 3 folds, ties to the smaller."""
    length = float(np.linalg.norm(features, axis=1).mean()) or 1.0
    scaled = features / length
    chosen = _best_c(scaled, targets, weights, labels, score, seed)
    head = _fit(scaled, targets, weights, labels, chosen)
    return LinearHead(head.weights / length, head.biases, chosen)


def _best_c(
    features: np.ndarray,
    targets: np.ndarray,
    weights: np.ndarray,
    labels: int,
    score: Callable[[np.ndarray, np.ndarray], float],
    seed: int,
) -> float:
    from sklearn.model_selection import StratifiedKFold

    rows = np.random.default_rng(seed).permutation(len(targets))[:_MOST_TRIED]
    x, y, w = features[rows], targets[rows], weights[rows]
    if len(y) < FOLDS:
        return PENALTIES[0]
    fold = np.zeros(len(y), dtype=int)
    for number, (_, out) in enumerate(StratifiedKFold(FOLDS).split(x, splittable(y, FOLDS))):
        fold[out] = number
    found = {}
    for c in PENALTIES:
        logits = np.zeros((len(y), labels))
        for number in range(FOLDS):
            within, out = fold != number, fold == number
            head = _fit(x[within], y[within], w[within], labels, c)
            logits[out] = x[out] @ head.weights.T + head.biases
        found[c] = score(logits, y)
    return max(PENALTIES, key=lambda c: (np.nan_to_num(found[c], nan=-np.inf), -c))


def splittable(targets: np.ndarray, folds: int) -> np.ndarray:
    """Return the targets with rare classes taken together, or with the largest: folds cannot be stratified by them."""
    counts = np.bincount(targets)
    rare = counts[targets] < folds
    return np.where(rare, -1 if rare.sum() >= folds else int(counts.argmax()), targets)


def _fit(x: np.ndarray, y: np.ndarray, w: np.ndarray, labels: int, c: float) -> LinearHead:
    from sklearn.linear_model import LogisticRegression

    known = np.unique(y[w > 0])
    weights, biases = np.zeros((labels, x.shape[1])), np.full(labels, -20.0)  # a class without rows is never told
    if len(known) == 1:
        biases[known] = 0.0
        return LinearHead(weights, biases, c)
    model = LogisticRegression(C=c, max_iter=_MOST_STEPS).fit(x, y, sample_weight=w)
    coefficients, intercepts = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row of them for the second class: the logits part it
        coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.tile(intercepts, 2) * [-0.5, 0.5]
    weights[model.classes_], biases[model.classes_] = coefficients, intercepts
    return LinearHead(weights, biases, c)
