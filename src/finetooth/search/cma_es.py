"""CMA-ES (Hansen & Ostermeier 2001): a cloud of points that moves and stretches toward better scores."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.scale import value_at
from finetooth.search.search import Search

_SPREAD = 0.25  # of each option's range, at the start
_WORST = 1e9


class CmaEs(Search):
    """The cloud lives in shares of the ranges; what was found is told to it generation by generation.

    It is made anew for each suggestion and told all of the history, so that it keeps no state. The default, trial 0, is
    no point of it: without one the middle of the space comes first. A list's values are cut from an axis of their own.
    """

    name = "cma_es"

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next parameters."""
        from cmaes import CMA

        if not history:
            return {part.name: value_at(part, 0.5) for part in space}
        size = max(2, len(space))  # it moves in two dimensions at least: a second one of no meaning
        cloud = CMA(np.full(size, 0.5), _SPREAD, np.tile([0.0, 1.0], (size, 1)), seed=seed % 2**32)
        point = cloud.ask()
        for start in range(1, len(history), cloud.population_size):
            point = _generation(cloud, point, history[start : start + cloud.population_size])
        return {part.name: value_at(part, float(share)) for part, share in zip(space, point, strict=False)}


def _generation(cloud: Any, first: np.ndarray, trials: Sequence[Trial]) -> np.ndarray:
    """Ask for a generation's points anew and tell their scores; return the point to be tried next."""
    points = [first]
    points += [cloud.ask() for _ in trials[1:]]
    if len(points) < cloud.population_size:
        return np.asarray(cloud.ask())
    cloud.tell([(point, _cost(trial)) for point, trial in zip(points, trials, strict=True)])
    return np.asarray(cloud.ask())


def _cost(trial: Trial) -> float:
    return _WORST if trial.score is None else -trial.score
