"""Score generated answers, each metric with its 95 % interval, and two models' answers to the same prompts, paired."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from finetooth.core.results import Score
from finetooth.core.statistics import wilson
from finetooth.metrics.intervals import interval
from finetooth.metrics.paired import FEWEST, Difference
from finetooth.metrics.predictions import Floats, Integers
from finetooth.metrics.resampling import draws
from finetooth.metrics.sample import ratio
from finetooth.metrics.text.metric import TextMetric

RESAMPLES = 2_000


@dataclass(frozen=True)
class Measure:
    """A name, and what it makes of sums of rows' statistics; ``bounds`` are None where nothing bounds it."""

    name: str
    values: Callable[[Floats], Floats]
    bounds: tuple[float, float] | None = (0.0, 1.0)
    higher_is_better: bool = True


COMPLETION_LOSS = Measure(  # of sums of losses (nats) and of tokens
    "completion_loss", lambda sums: ratio(sums[:, 0], sums[:, 1]), bounds=None, higher_is_better=False
)


def score_answers(
    metric: TextMetric,
    answers: Sequence[str],
    references: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
    groups: Integers | None = None,
) -> Score:
    """Return a metric of answers with its interval; None as its value where no row can be scored."""
    return score_sums(measure_of(metric), metric.statistics(answers, references), resamples, seed, groups)


def paired_answers(
    metric: TextMetric,
    before: Sequence[str],
    after: Sequence[str],
    references: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
    groups: Integers | None = None,
) -> Difference:
    """Return how a metric differs between two models' answers to the same prompts, with its paired interval."""
    first, second = metric.statistics(before, references), metric.statistics(after, references)
    return paired_sums(measure_of(metric), first, second, resamples, seed, groups)


def measure_of(metric: TextMetric) -> Measure:
    """Return what scores a metric's statistics."""
    return Measure(metric.name, metric.values, metric.bounds)


def score_sums(
    measure: Measure, statistics: Floats, resamples: int = RESAMPLES, seed: int = 0, groups: Integers | None = None
) -> Score:
    """Return what a measure makes of rows' statistics, float64[n, s], with its interval."""
    rows = len(statistics)
    point = _whole(measure, statistics)
    if not np.isfinite(point):
        return Score(measure.name, None, None, None, rows, reason="no row that it can be told of")
    many = np.concatenate([measure.values(sums) for sums in _sums(statistics, resamples, seed, groups)])
    if measure.bounds is None:
        return Score(measure.name, point, *_ends(point, many[np.isfinite(many)], 0.0), rows)
    units = rows if groups is None else int(groups.max()) + 1
    return Score(measure.name, point, *interval(point, many, float(units), measure.bounds), rows)


def paired_sums(
    measure: Measure,
    first: Floats,
    second: Floats,
    resamples: int = RESAMPLES,
    seed: int = 0,
    groups: Integers | None = None,
) -> Difference:
    """Return how a measure differs between two models' statistics of the same rows, with its paired interval.

    Where fewer than six rows differ the interval holds zero, as in `metrics.paired`.
    """
    rows, better = len(first), measure.higher_is_better
    one, two = _whole(measure, first), _whole(measure, second)
    if not np.isfinite(two - one):
        nothing = (None, None, None, None, None)
        return Difference(measure.name, *nothing, rows, None, better, "no row that it can be told of")
    width, both = first.shape[1], np.concatenate([first, second], axis=1)
    parts = (
        measure.values(sums[:, width:]) - measure.values(sums[:, :width])
        for sums in _sums(both, resamples, seed, groups)
    )
    many = np.concatenate(list(parts))
    most = measure.bounds[1] - measure.bounds[0] if measure.bounds else np.inf
    reach = wilson(0.0, rows)[1] * most if measure.bounds else 0.0
    low, high = _ends(two - one, many[np.isfinite(many)], reach)
    low, high = max(low, -most), min(high, most)
    if int((first != second).any(axis=1).sum()) < FEWEST:
        low, high = min(low, 0.0), max(high, 0.0)
    return Difference(measure.name, one, two, two - one, low, high, rows, None, better)


def _whole(measure: Measure, statistics: Floats) -> float:
    return float(measure.values(statistics.sum(axis=0, keepdims=True))[0]) if len(statistics) else np.nan


def _ends(value: float, many: Floats, reach: float) -> tuple[float, float]:
    if not len(many) or np.ptp(many) < 1e-12:
        return value - reach, value + reach
    low, high = np.quantile(many, [0.025, 0.975]) + (value - many.mean())
    return min(float(low), value), max(float(high), value)


def _sums(statistics: Floats, resamples: int, seed: int, groups: Integers | None) -> Iterator[Floats]:
    """Yield the sums of rows' statistics in resamples, [r, s] at a time."""
    return (weights @ statistics for weights in draws(len(statistics), resamples, seed, groups))
