"""Score generated answers, each metric with its 95 % interval, and two models' answers to the same prompts, paired."""

from collections.abc import Iterator, Sequence

import numpy as np

from finetooth.core.results import Score
from finetooth.core.statistics import wilson
from finetooth.metrics.intervals import interval
from finetooth.metrics.paired import FEWEST, Difference
from finetooth.metrics.predictions import Floats, Integers
from finetooth.metrics.resampling import draws
from finetooth.metrics.text.metric import TextMetric

RESAMPLES = 2_000


def score_answers(
    metric: TextMetric,
    answers: Sequence[str],
    references: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
    groups: Integers | None = None,
) -> Score:
    """Return a metric of answers with its interval; None as its value where no row can be scored."""
    statistics = metric.statistics(answers, references)
    point = float(metric.values(statistics.sum(axis=0, keepdims=True))[0]) if len(statistics) else np.nan
    if not np.isfinite(point):
        return Score(metric.name, None, None, None, len(answers), reason="no row that it can be told of")
    many = np.concatenate([metric.values(sums) for sums in _sums(statistics, resamples, seed, groups)])
    units = len(answers) if groups is None else int(groups.max()) + 1
    return Score(metric.name, point, *interval(point, many, float(units), metric.bounds), len(answers))


def paired_answers(
    metric: TextMetric,
    before: Sequence[str],
    after: Sequence[str],
    references: Sequence[str],
    resamples: int = RESAMPLES,
    seed: int = 0,
    groups: Integers | None = None,
) -> Difference:
    """Return how a metric differs between two models' answers to the same prompts, with its paired interval.

    Where fewer than six answers score otherwise the interval holds zero, as in `metrics.paired`.
    """
    first, second = metric.statistics(before, references), metric.statistics(after, references)
    one, two = (
        float(metric.values(part.sum(axis=0, keepdims=True))[0]) if len(part) else np.nan for part in (first, second)
    )
    if not np.isfinite(two - one):
        nothing = (None, None, None, None, None)
        return Difference(metric.name, *nothing, len(references), reason="no row that it can be told of")
    both = np.concatenate([first, second], axis=1)
    width = first.shape[1]
    many = np.concatenate(
        [
            metric.values(sums[:, width:]) - metric.values(sums[:, :width])
            for sums in _sums(both, resamples, seed, groups)
        ]
    )
    reach = wilson(0.0, len(references))[1] * (metric.bounds[1] - metric.bounds[0])
    low, high = _ends(two - one, many[np.isfinite(many)], reach)
    if int((first != second).any(axis=1).sum()) < FEWEST:
        low, high = min(low, 0.0), max(high, 0.0)
    return Difference(metric.name, one, two, two - one, low, high, len(references))


def _ends(value: float, many: Floats, reach: float) -> tuple[float, float]:
    if not len(many) or np.ptp(many) < 1e-12:
        return value - reach, value + reach
    low, high = np.quantile(many, [0.025, 0.975]) + (value - many.mean())
    return min(float(low), value), max(float(high), value)


def _sums(statistics: Floats, resamples: int, seed: int, groups: Integers | None) -> Iterator[Floats]:
    """Yield the sums of rows' statistics in resamples, [r, s] at a time."""
    return (weights @ statistics for weights in draws(len(statistics), resamples, seed, groups))
