"""Grid search: every combination of the lists' values once; of a range its ends and its middle."""

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from finetooth.core.tuning import Dimension, Params, Trial, middle
from finetooth.search.search import Search

_MOST_SHUFFLED = 100_000  # points; of more the order is that of steps of one length round the grid


class Grid(Search):
    """The points in an order drawn by the seed, so that fewer trials than points are spread over all of it."""

    name = "grid"

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters that were not tried yet, or the last ones again where none are left."""
        tried = [trial.params for trial in history]
        for place in _order(size(space), seed):
            found = point(space, place)
            if found not in tried:
                break
        return found

    def most(self, space: Sequence[Dimension], default: Params) -> int:
        """Return how many trials there are: the points, and the default where it is none of them."""
        return size(space) + (not holds(space, default))


def size(space: Sequence[Dimension]) -> int:
    """Return how many points the grid has, which can be more than could ever be listed."""
    return math.prod(len(_values(part)) for part in space)


def holds(space: Sequence[Dimension], params: Params) -> bool:
    """Whether parameters are a point of the grid."""
    return all(part.name in params and params[part.name] in _values(part) for part in space)


def point(space: Sequence[Dimension], place: int) -> Params:
    """Return the point at a place in the order of `grid`."""
    found: Params = {}
    for part in reversed(space):
        values = _values(part)
        place, at = divmod(place, len(values))
        found[part.name] = values[at]
    return {part.name: found[part.name] for part in space}


def grid(space: Sequence[Dimension]) -> list[Params]:
    """Return every point of the grid, in the order of the options and their values."""
    names = [part.name for part in space]
    return [dict(zip(names, values, strict=True)) for values in product(*map(_values, space))]


def _values(dimension: Dimension) -> tuple[Any, ...]:
    return dimension.values or _ends_and_middle(dimension)


def _order(count: int, seed: int) -> Iterator[int]:
    """Yield the places of all points, each once, in an order drawn by the seed."""
    random = np.random.default_rng(seed)
    if count <= _MOST_SHUFFLED:
        yield from random.permutation(count).tolist()
        return
    at, stride = int(random.integers(count)), int(random.integers(count // 3, count))
    while math.gcd(stride, count) > 1:
        stride += 1
    for _ in range(count):
        yield at
        at = (at + stride) % count


def _ends_and_middle(dimension: Dimension) -> tuple[float, ...]:
    """The middle is the very one that the default takes, so that it is not tried twice."""
    if dimension.low is None or dimension.high is None:
        return ()
    return tuple(dict.fromkeys((dimension.low, middle(dimension.low, dimension.high, dimension.log), dimension.high)))
