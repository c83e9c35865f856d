"""The randomisation test of two models on the same rows: would swapping their answers at random differ as much?

Where neither is better, each row's two answers could as well have come from the other model (Noreen 1989; Yeh, "More
accurate tests for the statistical significance of result differences", COLING 2000, for F1).
"""

from dataclasses import dataclass

import numpy as np

from finetooth.metrics.metric import Metric
from finetooth.metrics.paired import must_be_paired
from finetooth.metrics.predictions import Floats, Integers, Predictions
from finetooth.metrics.resampling import CELLS
from finetooth.metrics.sample import Sample

SWAPS = 4_999


def swap_test(
    first: Predictions,
    second: Predictions,
    metric: Metric,
    groups: Integers | None = None,
    swaps: int = SWAPS,
    seed: int = 0,
) -> tuple[float, ...]:
    """Return the two-sided p-value for each column of a metric that goes by labels; NaN where it is undefined.

    Only rows that are answered differently can trade places, with their whole group where there are groups.
    """
    must_be_paired(first, second)
    moved = np.flatnonzero(first.predicted != second.predicted)
    answers = _Answers.of(first, second, moved)
    seen = answers.change(metric, np.zeros((1, len(moved))))[0]
    units = np.arange(len(moved)) if groups is None else np.unique(groups[moved], return_inverse=True)[1]
    random, as_far = np.random.default_rng(seed), np.zeros(len(seen))
    step = max(1, CELLS // (2 * len(moved) + 1))
    for start in range(0, swaps, step):
        coins = random.random((min(step, swaps - start), int(units.max(initial=0)) + 1)) < 0.5
        far = np.abs(answers.change(metric, coins[:, units].astype(np.float64)))
        as_far += ((far >= np.abs(seen) - 1e-12) | np.isnan(far)).sum(axis=0)
    return tuple(np.where(np.isfinite(seen), (as_far + 1) / (swaps + 1), np.nan).tolist())


@dataclass(frozen=True, eq=False)
class _Answers:
    """All answers of the first model, and those of the second to the ``moved`` rows; the rest is one block."""

    both: Predictions
    blocks: Integers
    moved: int

    @classmethod
    def of(cls, first: Predictions, second: Predictions, moved: Integers) -> "_Answers":
        rows = np.concatenate([np.arange(len(first)), moved])
        chances = np.concatenate([first.probabilities, second.probabilities[moved]])
        decided = np.concatenate([first.predicted, second.predicted[moved]])
        blocks = np.full(len(rows), 2 * len(moved))
        blocks[moved], blocks[len(first) :] = np.arange(len(moved)), len(moved) + np.arange(len(moved))
        both = Predictions(first.ids[rows], first.truth[rows], chances, first.labels, decided)
        return cls(both, blocks, len(moved))

    def change(self, metric: Metric, swapped: Floats) -> Floats:
        """Return the second's values less the first's, [r, columns], where moved rows trade places as told."""
        kept, rest = 1.0 - swapped, np.ones((len(swapped), 1))
        before = Sample(self.both, np.concatenate([kept, swapped, rest], axis=1), self.blocks)
        after = Sample(self.both, np.concatenate([swapped, kept, rest], axis=1), self.blocks)
        found: Floats = metric.values(after) - metric.values(before)
        return found
