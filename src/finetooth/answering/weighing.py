"""Weights of classes, tuned on held-out rows for a metric that goes by the answers.

Of two classes a threshold. Of more first one exponent on the classes' shares (Menon et al., "Long-tail learning via
logit adjustment", ICLR 2021), then, of at most 20 classes, each weight by itself in turns.
"""

from collections.abc import Callable

import numpy as np

from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Floats, Integers, Predictions
from finetooth.metrics.sample import Sample

Weights = tuple[float, ...]
Tune = Callable[[Floats, Integers], Weights]
MOST_CLASSES = 20  # whose weights are tuned one by one
CANDIDATES = 200
_EXPONENTS = np.linspace(0.0, 1.0, 11)
_FACTORS = 2.0 ** np.array([-2.0, -1.0, -0.5, -0.25, 0.25, 0.5, 1.0, 2.0])
_ROUNDS = 2
_BETTER = 1e-9


def tunings_for(labels: tuple[str, ...], metric: Metric) -> dict[str, Tune]:
    """Return the ways to tune weights, the simplest first."""
    if len(labels) == 2:
        return {"threshold": lambda chances, truth: _threshold(_Worth(chances, truth, labels, metric))}
    found: dict[str, Tune] = {
        "by share": lambda chances, truth: _by_share(_Worth(chances, truth, labels, metric)),
    }
    if len(labels) <= MOST_CLASSES:
        found["one by one"] = lambda chances, truth: _one_by_one(_Worth(chances, truth, labels, metric))
    return found


class _Worth:
    """What weights are worth on some rows, more is better."""

    def __init__(self, chances: Floats, truth: Integers, labels: tuple[str, ...], metric: Metric) -> None:
        self.chances, self.truth, self._labels, self._metric = chances, truth, labels, metric
        self._ids = np.arange(len(truth))

    def of(self, weights: Floats) -> float:
        decided = (self.chances * weights).argmax(axis=1)
        told = Predictions(self._ids, self.truth, self.chances, self._labels, decided)
        value = float(self._metric.values(Sample.whole(told))[0, 0])
        value = value if self._metric.higher_is_better else -value
        return value if np.isfinite(value) else -np.inf


def _threshold(worth: _Worth) -> Weights:
    """Return (t, 1 - t): the second class is answered above t. Of thresholds that are as good the nearest to a half."""
    seen = np.unique(np.append(worth.chances[:, 1], 0.5))
    if len(seen) > CANDIDATES:
        seen = np.unique(np.quantile(seen, np.linspace(0, 1, CANDIDATES)))
    tried = np.append((seen[1:] + seen[:-1]) / 2, 0.5) if len(seen) > 1 else np.array([0.5])
    tried = tried[(tried > 0) & (tried < 1)]
    values = np.array([worth.of(np.array([cut, 1 - cut])) for cut in tried])
    best = tried[values >= values.max() - _BETTER]
    cut = float(best[np.abs(best - 0.5).argmin()])
    return cut, 1 - cut


def _by_share(worth: _Worth) -> Weights:
    shares = np.bincount(worth.truth, minlength=worth.chances.shape[1]) + 1.0
    tried = [_scaled((shares / shares.sum()) ** -exponent) for exponent in _EXPONENTS]
    values = np.array([worth.of(weights) for weights in tried])
    return tuple(tried[int((values >= values.max() - _BETTER).argmax())].tolist())


def _one_by_one(worth: _Worth) -> Weights:
    weights = np.array(_by_share(worth))
    value = worth.of(weights)
    for _ in range(_ROUNDS):
        for place in range(len(weights)):
            start = weights.copy()
            for factor in _FACTORS:
                tried = start.copy()
                tried[place] *= factor
                if (found := worth.of(tried)) > value + _BETTER:
                    value, weights = found, tried
    return tuple(_scaled(weights).tolist())


def _scaled(weights: Floats) -> Floats:
    """Return the weights with a geometric mean of one."""
    scaled: Floats = weights / np.exp(np.log(weights).mean())
    return scaled
