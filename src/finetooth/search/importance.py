"""How much each searched option mattered for being among the best trials: PED-ANOVA, with what chance alone gives.

PED-ANOVA (Watanabe, Bansal & Hutter 2023) compares where the best trials' values lie with where all trials' lie, so
that it asks for ranks alone: a trial that was ended early, or that diverged, is known not to be among the best, however
bad it would have become. Few trials make every option look important, so each share comes with its interval over
resampled trials (Efron 1979) and with what it reaches when the scores are dealt to the trials at random.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.core.tuning import Dimension, Trial
from finetooth.search.diverged import has_diverged

if TYPE_CHECKING:
    from optuna import Study
    from optuna.distributions import BaseDistribution
    from optuna.trial import FrozenTrial

LEAST = 10  # finished trials, below which all is noise
BEST, AT_LEAST = 1 / 3, 5  # share of the trials that count as the best, and how many there must be
RESAMPLES = 60


@dataclass(frozen=True)
class Importance:
    """One option: its share of what all of them matter, the share's 95 % interval, and what chance alone gives."""

    name: str
    share: float
    low: float
    high: float
    by_chance: float  # reached one time in twenty where scores are dealt at random

    @property
    def told(self) -> bool:
        """Whether these trials tell that the option matters."""
        return self.share > self.by_chance


@dataclass(frozen=True)
class Importances:
    """The options, the most important first, the trials this rests on; none of them, and why, where nothing is told."""

    options: tuple[Importance, ...]
    trials: int
    reason: str = ""


def importances(
    space: Sequence[Dimension], trials: Sequence[Trial], seed: int = 0, resamples: int = RESAMPLES
) -> Importances:
    """Return the importance of each searched option that was tried at two values at least.

    A setting counts once. A trial that was ended early or diverged counts as not among the best; one that failed
    otherwise (memory, a broken file) says nothing of its setting and is left out.
    """
    kept = [trial for trial in trials if trial.same_as is None and (trial.score is not None or has_diverged(trial))]
    kept = list({repr(sorted(trial.params.items())): trial for trial in reversed(kept)}.values())[::-1]
    finished = [trial for trial in kept if trial.score is not None and not trial.pruned]
    varied = [part for part in space if len({repr(trial.params.get(part.name)) for trial in kept}) > 1]
    if len(finished) < LEAST:
        return Importances((), len(kept), f"{len(finished)} finished settings are too few: {LEAST} are needed")
    if len({trial.score for trial in finished}) == 1:
        return Importances((), len(kept), "all finished trials have the same score")
    if len(varied) < 2:
        return Importances((), len(kept), "fewer than two options were varied")
    return Importances(_measured(varied, kept, seed, resamples), len(kept))


def _measured(space: Sequence[Dimension], trials: Sequence[Trial], seed: int, resamples: int) -> tuple[Importance, ...]:
    points, ranks = _frozen(space, trials), _ranks(trials)
    study, draw = _study(points), np.random.default_rng(seed)
    names = [part.name for part in space]
    shares = _shares(study, ranks, names)
    dealt = [_shares(study, draw.permutation(ranks), names) for _ in range(resamples)]
    drawn = []
    for _ in range(resamples):
        chosen = draw.integers(0, len(trials), len(trials))
        drawn.append(_shares(_study([points[place] for place in chosen]), ranks[chosen], names))
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    chance = np.quantile(dealt, 0.95, axis=0)
    found = [
        Importance(name, float(share), float(min(bottom, share)), float(max(top, share)), float(limit))
        for name, share, bottom, top, limit in zip(names, shares, low, high, chance, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.share, one.name)))


def _ranks(trials: Sequence[Trial]) -> np.ndarray:
    """Return the scores, those of trials that did not run to their end below all others."""
    lowest = min(trial.score for trial in trials if trial.score is not None)
    return np.array([lowest - 1.0 if trial.score is None or trial.pruned else trial.score for trial in trials])


def _frozen(space: Sequence[Dimension], trials: Sequence[Trial]) -> "list[FrozenTrial]":
    from optuna.trial import create_trial

    distributions = {part.name: _distribution(part, [trial.params[part.name] for trial in trials]) for part in space}
    values = [{name: trial.params[name] for name in distributions} for trial in trials]
    return [create_trial(value=0.0, params=params, distributions=distributions) for params in values]


def _distribution(part: Dimension, values: Sequence[Any]) -> "BaseDistribution":
    """Return the option's values as Optuna has them, wide enough for the default, which may lie outside."""
    from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

    if part.values or part.low is None or part.high is None:
        return CategoricalDistribution(list(dict.fromkeys([*part.values, *values])))
    low, high = min(part.low, *values), max(part.high, *values)
    log = part.log and low > 0
    if all(isinstance(value, int) for value in (part.low, part.high, *values)):
        return IntDistribution(round(low), round(high), log=log)
    return FloatDistribution(low, high, log=log)


def _study(points: "Sequence[FrozenTrial]") -> "Study":
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize")
    study.add_trials(points)
    return study


def _shares(study: "Study", scores: np.ndarray, names: list[str]) -> list[float]:
    """Return each option's share of the summed importances; equal ones where all are nothing."""
    from optuna.importance import PedAnovaImportanceEvaluator

    quantile = min(0.5, max(BEST, AT_LEAST / len(scores)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a target that is not the study's own, and of trials too much alike
        found = PedAnovaImportanceEvaluator(target_quantile=quantile).evaluate(
            study, params=names, target=lambda trial: -float(scores[trial.number])
        )
    total = sum(found.values())
    return [found[name] / total if total > 0 else 1 / len(names) for name in names]
