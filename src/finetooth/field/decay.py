"""How confidence fades with novelty: fitted to simulated shifts, and carried on to rows that are newer than those."""

from dataclasses import dataclass

import numpy as np

from finetooth.field.answers import Floats
from finetooth.field.nearness import Mask

_STEPS, _LEAST = 200, 1e-3
_PULL = 1.0


@dataclass(frozen=True)
class Decay:
    """The chance that an answer is right: a guess (1 in k), or known with odds that grow with confidence and fall with
    each novelty. The signs are fixed, so that what lies beyond all simulated shifts is never thought to be easier."""

    guess: float
    middle: Floats
    spread: Floats
    weights: Floats

    def __call__(self, confidence: Floats, novelty: Floats) -> Floats:
        """Return the chance of each row; float64[n]."""
        known = _sigmoid(_features(confidence, novelty, self.guess, self.middle, self.spread) @ self.weights)
        return np.asarray(self.guess + (1 - self.guess) * known)


def decay(confidence: Floats, novelty: Floats, right: Mask, classes: int) -> Decay:
    """Fit by likelihood: logistic regression with a share of lucky guesses (Birnbaum 1968's three-parameter model)."""
    from scipy.optimize import minimize

    guess = 1 / classes if classes > 1 else 0.0
    raw = _raw(confidence, novelty, guess)
    middle, spread = raw.mean(axis=0), raw.std(axis=0) + 1e-9
    table, wanted = _features(confidence, novelty, guess, middle, spread), right.astype(np.float64)

    def cost(weights: Floats) -> tuple[float, Floats]:
        known = _sigmoid(table @ weights)
        chance = np.clip(guess + (1 - guess) * known, 1e-9, 1 - 1e-9)
        loss = -(wanted * np.log(chance) + (1 - wanted) * np.log(1 - chance)).sum()
        slope = (chance - wanted) / (chance * (1 - chance)) * (1 - guess) * known * (1 - known)
        pulled = np.append(weights[:-1], 0.0)
        return float(loss + _PULL / 2 * (pulled**2).sum()), table.T @ slope + _PULL * pulled

    bounds = [(0, None), *[(None, 0)] * novelty.shape[1], (None, None)]
    start = np.array([0.1, *[-0.1] * novelty.shape[1], 0.5])
    found = minimize(cost, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": _STEPS})
    return Decay(guess, middle, spread, found.x)


def _raw(confidence: Floats, novelty: Floats, guess: float) -> Floats:
    excess = np.clip((confidence - guess) / (1 - guess), _LEAST, 1 - _LEAST)
    return np.column_stack([np.log(excess / (1 - excess)), novelty])


def _features(confidence: Floats, novelty: Floats, guess: float, middle: Floats, spread: Floats) -> Floats:
    table = (_raw(confidence, novelty, guess) - middle) / spread
    return np.column_stack([table, np.ones(len(table))])


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -40, 40))))
