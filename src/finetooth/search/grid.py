"""Grid search: every combination of the lists' values once; of a range its ends and its middle."""

from collections.abc import Sequence
from itertools import product

import numpy as np

from finetooth.core.tuning import Dimension, Params, Trial, middle
from finetooth.search.search import Search


class Grid(Search):
    """The points in an order drawn by the seed, so that fewer trials than points are spread over all of it."""

    name = "grid"

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters that were not tried yet, or the last ones again where none are left."""
        points = grid(space)
        order = [points[place] for place in np.random.default_rng(seed).permutation(len(points))]
        tried = [trial.params for trial in history]
        return next((point for point in order if point not in tried), order[-1])

    def most(self, space: Sequence[Dimension], default: Params) -> int:
        """Return how many trials there are: the points, and the default where it is none of them."""
        points = grid(space)
        return len(points) + (default not in points)


def grid(space: Sequence[Dimension]) -> list[Params]:
    """Return every point of the grid, in the order of the options and their values."""
    columns = [dimension.values or _ends_and_middle(dimension) for dimension in space]
    return [dict(zip((part.name for part in space), values, strict=True)) for values in product(*columns)]


def _ends_and_middle(dimension: Dimension) -> tuple[float, ...]:
    """The middle is the very one that the default takes, so that it is not tried twice."""
    if dimension.low is None or dimension.high is None:
        return ()
    return tuple(dict.fromkeys((dimension.low, middle(dimension.low, dimension.high, dimension.log), dimension.high)))
