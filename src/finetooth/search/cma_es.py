"""CMA-ES (Hansen & Ostermeier 2001): a cloud of points that moves and stretches toward better scores."""

from collections.abc import Sequence

import numpy as np

from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.scale import share_of, value_at
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
        told, many = [trial for trial in history[1:] if not _under_way(trial)], cloud.population_size
        for start in range(0, len(told) - many + 1, many):
            cloud.tell([_heard(cloud.ask(), space, trial) for trial in told[start : start + many]])
        for _ in range(len(told) % many + len(history) - 1 - len(told)):
            cloud.ask()
        return _params(space, cloud.ask())


def _params(space: Sequence[Dimension], point: np.ndarray) -> Params:
    return {part.name: value_at(part, float(share)) for part, share in zip(space, point, strict=False)}


def _under_way(trial: Trial) -> bool:
    """Whether it is being fitted beside the one that is asked for."""
    return trial.score is None and not trial.error


def _heard(asked: np.ndarray, space: Sequence[Dimension], trial: Trial) -> tuple[np.ndarray, float]:
    """Return the point that was tried, and its cost.

    It is the one that was ``asked`` for, unless the trial is of an earlier run, or was begun before a generation ended.
    """
    point = asked
    if any(trial.params.get(name) != value for name, value in _params(space, asked).items()):
        shares = [share_of(part, trial.params.get(part.name)) for part in space]
        point = np.array([*shares, *asked[len(shares) :]])
    return point, _WORST if trial.score is None else -trial.score
