"""Search: what a search algorithm is."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from finetooth.core.tuning import Dimension, Params, Trial

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

_ASKED = 20  # times at most, until something new is said


class Search(ABC):
    """Says what to try next. It keeps no state: the same space, history and seed give the same suggestion.

    So an interrupted search goes on as if nothing had happened.
    """

    name: ClassVar[str]

    @abstractmethod
    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the next trial's parameters; it is trial number ``len(history)``."""

    def most(self, space: Sequence[Dimension], default: Params) -> int | None:
        """Return how many trials there can be, the default's among them; None where there is no end."""
        return None


def seed_of(seed: int, number: int) -> int:
    """Return the seed of one trial: another for each, so that a restart does not repeat trials."""
    return (seed * 1009 + number) % 2**32


def ask(sampler: Any, space: Sequence[Dimension], history: Sequence[Trial]) -> Params:
    """Ask an Optuna sampler for the next parameters, given all finished and failed trials.

    It is asked again where they were tried before, as lists of values are soon drawn twice.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    distributions = {dimension.name: distribution(dimension) for dimension in space}
    study = optuna.create_study(direction="maximize", sampler=sampler)
    worst = min((trial.score for trial in history if trial.score is not None), default=0.0)
    for trial in history:  # a failed one counts as the worst: samplers pass over failures, and would go there again
        params = {
            part.name: trial.params[part.name]
            for part in space
            if part.name in trial.params and within(part, trial.params[part.name])
        }
        known = {name: distributions[name] for name in params}
        value = worst if trial.score is None else trial.score
        study.add_trial(optuna.trial.create_trial(value=value, params=params, distributions=known))
    tried = [trial.params for trial in history]
    for _ in range(_ASKED):
        params = dict(study.ask(distributions).params)
        if params not in tried:
            break
    return params


def within(dimension: Dimension, value: Any) -> bool:
    """Whether a value lies in the space: that of the default, or of an earlier run's trial, need not."""
    if dimension.low is None or dimension.high is None:
        return value in dimension.values
    return isinstance(value, int | float) and dimension.low <= value <= dimension.high


def distribution(dimension: Dimension) -> "BaseDistribution":
    """Return the dimension in Optuna's terms."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if dimension.values or dimension.low is None or dimension.high is None:
        return CategoricalDistribution(dimension.values)
    if isinstance(dimension.low, int) and isinstance(dimension.high, int):
        return IntDistribution(dimension.low, dimension.high, log=dimension.log)
    return FloatDistribution(dimension.low, dimension.high, log=dimension.log)
