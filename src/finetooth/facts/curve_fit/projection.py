"""What a fitted curve says of more rows: scores to come, and the rows that a score needs, with their intervals."""

from dataclasses import dataclass

import numpy as np

from finetooth.facts.curve_fit.fitting import Fit

Array = np.ndarray
LEVEL = 0.95
MOST = 64.0  # times the rows: further no curve is carried
_STEPS = 241
_STAGES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)


@dataclass(frozen=True)
class Expected:
    """The score that is expected of so many ``rows``, from ``low`` to ``high``."""

    rows: int
    score: float
    low: float
    high: float


@dataclass(frozen=True)
class Needed:
    """The rows that a score needs, from ``low`` to ``high``; None is more than ``MOST`` times those there are."""

    score: float
    rows: int | None
    low: int | None
    high: int | None


def interval(values: Array, level: float = LEVEL) -> tuple[float, float, float]:
    """Return median, low and high end of the draws of a value."""
    middle, low, high = np.quantile(values, [0.5, (1 - level) / 2, (1 + level) / 2], method="lower")
    return float(middle), float(low), float(high)


def expected(fit: Fit, rows: int, level: float = LEVEL) -> Expected:
    """Return the score that is expected of so many rows."""
    return Expected(rows, *interval(fit.at(np.array([float(rows)]))[:, 0], level))


def doubled(fit: Fit, rows: int, level: float = LEVEL) -> tuple[float, float, float]:
    """Return what twice the rows would add, with its interval; its low end is 0 where the curve may as well fall."""
    now, then = fit.at(np.array([rows, 2.0 * rows])).T
    middle, low, high = interval(then - now, level)
    return middle, low if fit.rising >= (1 + level) / 2 else 0.0, high


def needed(fit: Fit, rows: int, score: float, level: float = LEVEL) -> Needed:
    """Return the rows that a score needs beyond those there are."""
    times = np.geomspace(1.0, MOST, _STEPS)
    reached = fit.at(times * rows) >= score
    first = np.where(reached.any(axis=1), times[reached.argmax(axis=1)], np.inf)
    told = (None if np.isinf(value) else _round(value * rows) for value in interval(first, level))
    return Needed(score, *told)


def stages_above(score: float, most: int = 2) -> tuple[float, ...]:
    """Return the next round scores worth reaching."""
    return tuple(stage for stage in _STAGES if stage > score + 0.005)[:most]


def _round(rows: float) -> int:
    """Round to two digits: more would be a claim."""
    digits = max(0, int(np.floor(np.log10(max(rows, 1.0)))) - 1)
    return int(round(rows / 10**digits) * 10**digits)
