"""Averages of weights: a moving one over the steps, and one over the best evaluations."""

import math

from finetooth.training.weights import Weights


def moved(average: Weights, weights: Weights, decay: float, step: int) -> Weights:
    """Return the exponential moving average after a step; in the first steps it follows faster.

    Source: Polyak & Juditsky 1992; the ramp (1 + step) / (10 + step) is TensorFlow's.
    """
    if not average:
        return {name: value.clone() for name, value in weights.items()}
    share = 1.0 - min(decay, (1 + step) / (10 + step))
    for name, value in average.items():
        value.lerp_(weights[name], share)
    return average


def mean_of(many: list[Weights]) -> Weights:
    """Return the mean of several states of the same weights (a soup: Wortsman et al. 2022)."""
    return {name: sum(each[name] for each in many) / len(many) for name in many[0]}


def best_of(
    kept: list[tuple[float, Weights]], worth: float, weights: Weights, size: int
) -> list[tuple[float, Weights]]:
    """Return the evaluations' weights that a soup is made of, the best first, after one more."""
    known = [pair for pair in (*kept, (worth, weights)) if math.isfinite(pair[0])]
    return sorted(known, key=lambda pair: -pair[0])[:size]
