"""A table of random settings, each fitted once, and the way from what a search asks for to the nearest of them."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from finetooth.core.tuning import Dimension
from finetooth.search.scale import value_at

from .fits import Fit, Params

OTHER = 0.3  # how far two values of a list lie apart, where a whole range is 1


def drawn(space: Sequence[Dimension], count: int, seed: int) -> list[dict[str, Any]]:
    """Return random settings: the trials of a random search. The first few of a longer draw are those of a shorter."""
    shares = np.random.default_rng(seed).random((count, len(space)))
    return [{part.name: value_at(part, float(share)) for part, share in zip(space, row, strict=True)} for row in shares]


def distance(space: Sequence[Dimension], one: Params, other: Params) -> float:
    """Return how far two settings lie apart: ranges by their scale, 0 to 1."""
    return math.sqrt(sum(_apart(part, one[part.name], other[part.name]) ** 2 for part in space))


def _apart(part: Dimension, one: Any, other: Any) -> float:
    if part.values or part.low is None or part.high is None:
        return OTHER * (one != other)
    if part.log:
        return math.log(one / other) / math.log(part.high / part.low)
    return float(one - other) / (part.high - part.low)


class Table:
    """A board of finished fits, the default's first: what is asked for is brought to the nearest that was not had.

    ``again`` gets the fit of a setting with a further seed, done now or before.
    """

    def __init__(self, space: Sequence[Dimension], fits: Sequence[Fit], again: Callable[[Params, int], Fit]) -> None:
        self.space, self.fits, self.again = space, list(fits), again

    def nearest(self, params: Params, had: Sequence[Params]) -> dict[str, Any]:
        """Return the settings of the nearest fit. Raises LookupError where all were had."""
        free = [fit.params for fit in self.fits if fit.params not in had]
        if not free:
            raise LookupError("no fit is left")
        return dict(min(free, key=lambda one: distance(self.space, params, one)))

    def fit(self, params: Params, seed: int = 0) -> Fit:
        """Return the fit of settings that are in the table; with another seed than its own, one beside it."""
        if seed:
            return self.again(params, seed)
        return next(fit for fit in self.fits if fit.params == dict(params))


class Anything:
    """A board that fits whatever is asked for."""

    def __init__(self, space: Sequence[Dimension], fitted: Callable[[Params, int], Fit]) -> None:
        self.space, self.fitted = space, fitted

    def nearest(self, params: Params, had: Sequence[Params]) -> dict[str, Any]:
        """Return what was asked for."""
        return dict(params)

    def fit(self, params: Params, seed: int = 0) -> Fit:
        """Return its fit."""
        return self.fitted(params, seed)
