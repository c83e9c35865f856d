"""Pruning: a trial that is clearly behind the others at the same epoch is ended, and its time goes to better ones.

A pruner is a pure function of the curves. Scores are noisy: a trial is ended only where it is behind by more than half
the standard error of its score, so that the best one is spared.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np

from finetooth.core.tuning import Seen, Trial

GRACE = 2.0  # epochs that every trial gets: before, the learning rate still rises
STARTUP = 3  # other trials there must be to compare with
OWN = 0.5  # of a score's standard error: the rest the others have too, as the same rows judge all
LEAST_FOLDS = 2  # that every trial gets where folds judge


class PrunedError(Exception):
    """A trial was ended because it is behind the others."""


class Pruner(ABC):
    """Says whether a trial should end, by what was seen of it so far and of those before it."""

    name: ClassVar[str]

    def objection(self, seen: Sequence[Seen], others: Sequence[Trial]) -> str | None:
        """Return why a fit should end at its last evaluation, or None: compared are best scores up to an epoch."""
        epoch = self.due(seen)
        limit = self.limit(scores_at(others, epoch)) if epoch else None
        if limit is None:
            return None
        best = max(seen, key=lambda one: one.score if math.isfinite(one.score) else -math.inf)
        return _behind(best, *limit, f"{seen[-1].epoch:g} epochs")

    def objection_at(self, rung: Seen, others: Sequence[Trial]) -> str | None:
        """Return why a trial should end after this many folds, or None: compared are the scores on the same rows.

        The default, the first of the others, must be led there: who does not will hardly lead it by enough in the end
        (racing: Birattari et al. 2002). The same rows judge both, so that most of their noise is in both alike.
        """
        if rung.epoch < LEAST_FOLDS:
            return None
        known = [one.score for trial in others for one in trial.rungs if one.epoch == rung.epoch]
        beside = [score for score in known if math.isfinite(score)]
        first = [one.score for trial in others[:1] for one in trial.rungs if one.epoch == rung.epoch]
        if first and math.isfinite(first[0]) and not rung.score >= first[0]:
            return (
                f"{rung.score:.3f} after {rung.epoch:g} folds is behind the default, {first[0]:.3f}, on the same rows"
            )
        limit = self.limit(beside)
        return _behind(rung, *limit, f"{rung.epoch:g} folds") if limit else None

    @abstractmethod
    def due(self, seen: Sequence[Seen]) -> float | None:
        """Return the epoch at which to compare now, if any."""

    @abstractmethod
    def limit(self, beside: Sequence[float]) -> tuple[float, str] | None:
        """Return the score that must be reached beside these, and what it is; None where they are too few."""


class Median(Pruner):
    """Behind the median of the others' best scores up to the same epoch (Golovin et al. 2017, "Google Vizier")."""

    name = "median"

    def due(self, seen: Sequence[Seen]) -> float | None:
        """Compare at every evaluation, once the grace is over."""
        return seen[-1].epoch if seen[-1].epoch >= GRACE else None

    def limit(self, beside: Sequence[float]) -> tuple[float, str] | None:
        """Return their median."""
        if len(beside) < STARTUP:
            return None
        return float(np.median(beside)), f"the median of {len(beside)} trials"


class SuccessiveHalving(Pruner):
    """Not among the best third at the epochs 2, 6, 18 (asynchronous successive halving: Li et al. 2020, "ASHA")."""

    name = "successive_halving"
    reduction_factor = 3

    def due(self, seen: Sequence[Seen]) -> float | None:
        """Return the rung that the last evaluation is the first to reach, if any."""
        before = seen[-2].epoch if len(seen) > 1 else 0.0
        rung = GRACE
        while rung <= seen[-1].epoch + 1e-4:
            if before < rung - 1e-4:
                return rung
            rung *= self.reduction_factor
        return None

    def limit(self, beside: Sequence[float]) -> tuple[float, str] | None:
        """Return the last score among the best third, this trial counted."""
        if len(beside) < STARTUP - 1:
            return None
        places = max(1, (len(beside) + 1) // self.reduction_factor)
        return sorted(beside, reverse=True)[places - 1], f"the best {places} of {len(beside) + 1} trials"


def on_schedule(trials: Sequence[Trial], epochs: float) -> list[Trial]:
    """Return the trials with their evaluations at the same share of a plan of ``epochs``.

    A learning rate that falls to zero in ten epochs has all but settled at the eighth; one that takes twenty has not.
    """
    return [
        replace(
            trial,
            seen=tuple(
                replace(seen, epoch=seen.epoch * epochs / trial.params.get("num_train_epochs", epochs))
                for seen in trial.seen
            ),
        )
        for trial in trials
    ]


def scores_at(trials: Sequence[Trial], epoch: float) -> list[float]:
    """Return the best score up to an epoch of each trial that came so far."""
    found = []
    for trial in trials:
        scores = [seen.score for seen in trial.seen if seen.epoch <= epoch + 1e-4 and math.isfinite(seen.score)]
        if scores and trial.seen[-1].epoch >= epoch - 1e-4:
            found.append(max(scores))
    return found


def _behind(best: Seen, limit: float, what: str, after: str) -> str | None:
    error = best.error if math.isfinite(best.error) else 0.0
    if math.isfinite(best.score) and best.score >= limit - OWN * error:
        return None
    return f"{best.score:.3f} after {after} is behind {what}, {limit:.3f}, by more than noise"
