"""95 % intervals by the percentile bootstrap, with Wilson's interval where all resamples agree.

The percentiles are shifted by the bias that the resamples show (their mean minus the value): a resample lacks rows of
small classes, which lowers macro values. With 77 classes and 400 rows the shift lifts the coverage of macro-F1 from
57 % to 85 % (simulated); with few classes it changes little. A bootstrap of rows that are all right has no spread,
which says nothing of the next row; Wilson's interval for n of n does: (n / (n + 3.84), 1).

Sources: Efron & Tibshirani, An Introduction to the Bootstrap (1993), chapters 10 and 13; Wilson, "Probable inference,
the law of succession, and statistical inference", JASA 22 (1927).
"""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from finetooth.core.errors import NotApplicable
from finetooth.core.statistics import wilson
from finetooth.metrics import metric_named
from finetooth.metrics.metric import Metric
from finetooth.metrics.predictions import Floats, Integers, Predictions
from finetooth.metrics.sample import Sample

CELLS = 500_000  # weights held at a time: 4 MB, which stays in the cache of the processor (measured: 2 × faster)

Groups = Sequence[str | None] | pl.Series


def group_index(groups: Groups) -> Integers:
    """Number the groups of rows from 0, int64[n]; a row without a group is a group of its own."""
    names = pl.Series("group", groups, pl.String)
    keys = pl.DataFrame({"group": names, "alone": pl.arange(len(names), eager=True)}).with_columns(
        pl.when(pl.col("group").is_null()).then("alone")
    )
    return keys.select(pl.struct(pl.all()).rank("dense") - 1).to_series().to_numpy().astype(np.int64)


def draws(rows: int, resamples: int, seed: int, groups: Integers | None = None) -> Iterator[Floats]:
    """Yield how often each row (or each whole group of rows) is drawn, [r, n] at a time, ``resamples`` in all."""
    random = np.random.default_rng(seed)
    units = rows if groups is None else int(groups.max()) + 1
    step = max(1, CELLS // max(rows, units))
    for start in range(0, resamples, step):
        size = min(step, resamples - start)
        picks = random.integers(0, units, (size, units)) + np.arange(size)[:, None] * units
        times = np.bincount(picks.ravel(), minlength=size * units).reshape(size, units).astype(np.float64)
        yield times if groups is None else times[:, groups]


def interval(value: float, resampled: Floats, support: float) -> tuple[float, float]:
    """Return the 95 % interval of a value between 0 and 1, always wide enough to hold the value itself.

    ``resampled`` are its values in the resamples (NaN where undefined there), ``support`` the rows it rests on.
    """
    low, high = _percentiles(value, resampled) or wilson(value, support)
    return max(0.0, low), min(1.0, high)


def paired_drop(
    before: Predictions, after: Predictions, metric: str, resamples: int = 2000, seed: int = 0
) -> tuple[float, float, float]:
    """Return how far a metric falls from before to after on the same rows, with its paired 95 % interval.

    Both are scored on the same resamples, so that what is hard in both cancels. Where all resamples agree, the ends lie
    as far off as Wilson's interval for 0 of n rows reaches. Raises NotApplicable where the metric is undefined.
    """
    if not np.array_equal(before.ids, after.ids) or not np.array_equal(before.truth, after.truth):
        raise ValueError("a paired drop needs the same rows, in the same order, before and after")
    chosen, first, second = metric_named(metric), before.labelled(), after.labelled()
    drop = float(_falls(chosen, first, second, np.ones((1, len(first))))[0])
    problem = first.problem or second.problem or ("" if np.isfinite(drop) else chosen.reason(first, 0))
    if problem:
        raise NotApplicable(f"{metric} is undefined: {problem}")
    falls = np.concatenate([_falls(chosen, first, second, weights) for weights in draws(len(first), resamples, seed)])
    reach = wilson(0.0, len(first))[1]
    low, high = _percentiles(drop, falls) or (drop - reach, drop + reach)
    return drop, max(-1.0, low), min(1.0, high)


def _falls(metric: Metric, before: Predictions, after: Predictions, weights: Floats) -> Floats:
    """Return how much worse ``after`` is in each resample, [r]."""
    change: Floats = (metric.values(Sample(before, weights)) - metric.values(Sample(after, weights)))[:, 0]
    return change if metric.higher_is_better else -change


def _percentiles(value: float, resampled: Floats) -> tuple[float, float] | None:
    """Return the middle 95 % of the resamples, shifted by their bias and holding the value; None without any spread."""
    known = resampled[np.isfinite(resampled)]
    if not len(known) or np.ptp(known) < 1e-12:
        return None
    low, high = np.quantile(known, [0.025, 0.975]) + (value - known.mean())
    return min(float(low), value), max(float(high), value)
