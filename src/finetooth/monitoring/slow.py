"""Slow drift: a moving average of each signal over the records, which sees what no single record shows.

The exponentially weighted moving average (Roberts 1959) of each signal's normal deviate. All records are compared with
the same reference rows: the part of the deviates that they share does not average out, and widens the limit.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from finetooth.monitoring.results import Signal

WEIGHT = 0.25  # of the newest record
FEWEST = 3  # records, this one included, from which a moving average counts
_MOST = 3.5  # of a deviate: one odd file is for the limits of its own record


def with_averages(
    before: Sequence[Sequence[Signal]], now: Sequence[Signal], shared: float, rate: float
) -> tuple[Signal, ...]:
    """Return the signals of now with their moving averages and limits; ``before`` are those of earlier records.

    ``rate`` is the share of records in which chance alone may take any signal beyond; ``shared`` the part of a
    deviate's variance that comes from the reference rows.
    """
    level = NormalDist().inv_cdf(1 - rate / (2 * max(1, len(now))))
    told = []
    for one in now:
        past = [found for signals in before if (found := _same(signals, one)) is not None]
        values = [*past, float(np.clip(one.score, -_MOST, _MOST))]
        if len(values) < FEWEST:
            told.append(one)
            continue
        average = 0.0
        for value in values:
            average += WEIGHT * (value - average)
        told.append(replace(one, slow=round(average, 4), slow_limit=round(level * _error(len(values), shared), 4)))
    return tuple(told)


def _same(signals: Sequence[Signal], one: Signal) -> float | None:
    found = next((other.score for other in signals if (other.name, other.about) == (one.name, one.about)), None)
    return None if found is None else float(np.clip(found, -_MOST, _MOST))


def _error(records: int, shared: float) -> float:
    """Return the standard deviation of the average after so many records."""
    left = 1 - WEIGHT
    own = WEIGHT / (2 - WEIGHT) * (1 - left ** (2 * records))
    return float(np.sqrt((1 - shared) * own + shared * (1 - left**records) ** 2))
