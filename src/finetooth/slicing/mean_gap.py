"""How far the mean of some rows lies from that of the rest, with its interval and the chance of as much.

Shares of independent rows: Newcombe's hybrid score interval ("Interval estimation for the difference between
independent proportions", Statistics in Medicine 17, 1998, method 10) and Fisher's exact test. All else, and rows that
come in groups: the variance of the groups' sums (Liang & Zeger 1986) with Student's t by the smaller side's groups.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finetooth.core.statistics import wilson
from finetooth.metrics.predictions import Floats, Integers

Mask = npt.NDArray[np.bool_]
_NOTHING = 1e-9
FEWEST_GROUPS = 3  # on either side, else nothing can be told of rows that come in groups


@dataclass(frozen=True)
class MeanGap:
    """``gap`` is ``inside`` less ``outside``, two means, with its 95 % interval and two-sided p (NaN: no test)."""

    inside: float
    outside: float
    gap: float
    low: float
    high: float
    p: float
    rows: int  # inside
    rest: int  # rows outside

    @property
    def tested(self) -> bool:
        """Whether there was enough to test."""
        return math.isfinite(self.p)


def mean_gap(values: Floats, inside: Mask, groups: Integers | None = None) -> MeanGap:
    """Compare the mean of ``values`` where ``inside`` holds with that elsewhere; both sides need a row.

    ``groups`` numbers the group of each row, where rows of one group are not independent.
    """
    one, other = values[inside], values[~inside]
    first, second = float(one.mean()), float(other.mean())
    shares = bool(np.isin(values, (0.0, 1.0)).all())
    if groups is None and shares:
        low, high, p = _of_shares(float(one.sum()), len(one), float(other.sum()), len(other))
    else:
        units = np.arange(len(values)) if groups is None else np.unique(groups, return_inverse=True)[1]
        low, high, p = _of_groups(values, inside, units, (first, second), shares)
    gap = first - second
    return MeanGap(first, second, gap, min(low, gap), max(high, gap), p, len(one), len(other))


def _of_shares(one: float, rows: float, other: float, rest: float) -> tuple[float, float, float]:
    """Return the ends and p for ``one`` of ``rows`` against ``other`` of ``rest``; counts may be effective ones."""
    from scipy.stats import hypergeom

    first, second = one / rows, other / rest
    (low, high), (least, most) = wilson(first, rows), wilson(second, rest)
    gap = first - second
    ends = gap - math.hypot(first - low, most - second), gap + math.hypot(high - first, second - least)
    drawn = hypergeom(round(rows) + round(rest), round(one) + round(other), round(rows))
    p = min(1.0, 2 * float(min(drawn.cdf(round(one)), drawn.sf(round(one) - 1))))
    return *ends, p


def _of_groups(
    values: Floats, inside: Mask, units: Integers, means: tuple[float, float], shares: bool
) -> tuple[float, float, float]:
    """Return the ends and p by the sums of each unit's deviations."""
    from scipy.special import stdtr, stdtrit

    rows, rest = int(inside.sum()), int((~inside).sum())
    mine, others = len(np.unique(units[inside])), len(np.unique(units[~inside]))
    gap, fewest = means[0] - means[1], min(mine, others)
    if fewest < FEWEST_GROUPS:
        return -math.inf, math.inf, math.nan
    deviations = np.where(inside, (values - means[0]) / rows, (means[1] - values) / rest)
    sums = np.bincount(units, deviations)
    error = math.sqrt(len(sums) / (len(sums) - 1) * float((sums**2).sum()))
    if error < _NOTHING:
        return _without_spread(means, mine, others, shares)
    reach = float(stdtrit(fewest - 1, 0.975)) * error
    return gap - reach, gap + reach, 2 * float(stdtr(fewest - 1, -abs(gap) / error))


def _without_spread(means: tuple[float, float], mine: int, others: int, shares: bool) -> tuple[float, float, float]:
    """Return the ends and p where either side is all alike: of shares by the units, else only where nothing differs."""
    if shares:
        return _of_shares(means[0] * mine, mine, means[1] * others, others)
    gap, reach = means[0] - means[1], wilson(0.0, min(mine, others))[1]
    return (gap - reach, gap + reach, 1.0) if abs(gap) < _NOTHING else (-math.inf, math.inf, math.nan)
