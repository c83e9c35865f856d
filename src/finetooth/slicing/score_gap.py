"""Score gap: how far the score on rows held out of training lies above the test's, beyond noise and selection.

Both are scored on other rows, so that the interval of the difference joins those of both (MOVER: Zou & Donner,
"Construction of confidence limits about effect measures", Statistics in Medicine 27, 2008). What a model's choice by
these very rows adds to its score is allowed for: the best of the trials as the search has it, and of the evaluations of
the fit the expected highest of as many scores that share most of their noise (Blom 1958).
"""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.results import Curve
from finetooth.core.statistics import Z
from finetooth.core.tuning import Selection
from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score

FEWEST = 30  # rows on either side
_OWN_NOISE = 0.4  # of a score's standard error, what evaluations of one fit do not share


@dataclass(frozen=True)
class ScoreGap:
    """The same metric of one model on held-out rows and on the test. ``gap``: how much better the held-out rows look.

    ``low`` and ``high`` are its 95 % interval, ``allowance`` what selection may have added to the held-out score.
    """

    metric: str
    held_out: float
    held_out_ends: tuple[float, float]
    test: float
    test_ends: tuple[float, float]
    gap: float
    low: float
    high: float
    allowance: float
    rows: int  # held out
    test_rows: int

    @property
    def beyond_noise(self) -> bool:
        """Whether the test is worse than the held-out rows promised, by more than noise and selection explain."""
        return self.low > self.allowance


@dataclass(frozen=True)
class Choice:
    """By how many evaluations of its held-out rows a model was chosen, and what the search knows of its own luck."""

    evaluations: int = 0
    selection: Selection | None = None

    def allowance(self, error: float) -> float:
        """Return what the choice may have added to a score of this standard error."""
        from scipy.special import ndtri

        many = self.evaluations
        highest = float(ndtri((many - 0.375) / (many + 0.25))) if many > 1 else 0.0
        optimism = self.selection.optimism if self.selection is not None else 0.0
        return (max(0.0, optimism) if math.isfinite(optimism) else 0.0) + _OWN_NOISE * error * highest


def score_gap(
    both: tuple[Predictions, Predictions],
    metric: Metric,
    groups: tuple[pl.Series | None, pl.Series | None] = (None, None),
    seed: int = 0,
    choice: Choice | None = None,
) -> ScoreGap | None:
    """Compare the answers to held-out rows with those to the test; None where the metric is undefined or rows are few.

    A held-out row may stand several times, by its id: it is one row all the same. ``groups``: of both sides' rows.
    """
    held, test = both
    counts = np.unique(held.ids, return_counts=True)[1]
    known = len(np.unique(held.labelled().ids))
    if min(known, len(test.labelled())) < FEWEST:
        return None
    of_rows = pl.Series(held.ids).cast(pl.String) if groups[0] is None and counts.max() > 1 else groups[0]
    first = score(held, seed=seed, groups=of_rows, chosen=[metric])[0]
    second = score(test, seed=seed, groups=groups[1], chosen=[metric])[0]
    if first.value is None or first.low is None or first.high is None:
        return None
    if second.value is None or second.low is None or second.high is None:
        return None
    gap = first.value - second.value
    below = math.hypot(first.value - first.low, second.high - second.value)
    above = math.hypot(first.high - first.value, second.value - second.low)
    turned = (gap, gap - below, gap + above) if metric.higher_is_better else (-gap, -gap - above, -gap + below)
    allowance = (choice or Choice()).allowance((first.high - first.low) / (2 * Z))
    ends = (first.value, (first.low, first.high), second.value, (second.low, second.high))
    return ScoreGap(metric.name, *ends, *turned, allowance, known, second.n)


def evaluations_of(curve: Curve | None) -> int:
    """Return among how many evaluations of a fit the kept one was chosen."""
    return len({point.step for point in curve.points}) if curve is not None else 0
