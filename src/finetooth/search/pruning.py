"""Pruning: a trial that is clearly behind the others at the same epoch is ended, and its time goes to better ones.

A pruner is a pure function of the curves. Scores are noisy: a trial is ended only where it is behind by more than the
standard error of its score, so that the best one is spared.
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


class PrunedError(Exception):
    """A trial was ended because it is behind the others."""


class Pruner(ABC):
    """Says whether a trial should end, by what was seen of it so far and of those before it."""

    name: ClassVar[str]

    @abstractmethod
    def objection(self, seen: Sequence[Seen], others: Sequence[Trial]) -> str | None:
        """Return why the trial should end at its last evaluation, or None."""


class Median(Pruner):
    """Behind the median of the others' best scores up to the same epoch (Golovin et al. 2017, "Google Vizier")."""

    name = "median"

    def objection(self, seen: Sequence[Seen], others: Sequence[Trial]) -> str | None:
        """Compare with the median once there are enough other trials, and the grace is over."""
        epoch = seen[-1].epoch
        beside = scores_at(others, epoch)
        if epoch < GRACE or len(beside) < STARTUP:
            return None
        limit = float(np.median(beside))
        return _behind(seen, limit, f"the median of {len(beside)} trials")


class SuccessiveHalving(Pruner):
    """Not among the best third at the epochs 2, 6, 18 (asynchronous successive halving: Li et al. 2020, "ASHA")."""

    name = "successive_halving"
    reduction_factor = 3

    def objection(self, seen: Sequence[Seen], others: Sequence[Trial]) -> str | None:
        """Compare at each rung that the trial reaches, with all that reached it before."""
        rung = self._rung(seen)
        beside = scores_at(others, rung) if rung else []
        if not rung or len(beside) < STARTUP - 1:
            return None
        places = max(1, (len(beside) + 1) // self.reduction_factor)
        limit = sorted(beside, reverse=True)[places - 1]
        return _behind(seen, limit, f"the best {places} of {len(beside) + 1} trials")

    def _rung(self, seen: Sequence[Seen]) -> float | None:
        """Return the rung that the last evaluation is the first to reach, if any."""
        before = seen[-2].epoch if len(seen) > 1 else 0.0
        rung = GRACE
        while rung <= seen[-1].epoch + 1e-4:
            if before < rung - 1e-4:
                return rung
            rung *= self.reduction_factor
        return None


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


def _behind(seen: Sequence[Seen], limit: float, what: str) -> str | None:
    best = max(seen, key=lambda one: one.score if math.isfinite(one.score) else -math.inf)
    error = best.error if math.isfinite(best.error) else 0.0
    if math.isfinite(best.score) and best.score >= limit - error:
        return None
    return f"{best.score:.3f} after {seen[-1].epoch:g} epochs is behind {what}, {limit:.3f}, by more than noise"
