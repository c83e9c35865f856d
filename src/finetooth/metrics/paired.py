"""How two models differ on the same rows: the change of every metric with its paired 95 % interval.

Both are scored on the same resamples, so that what is hard for both cancels (Efron & Tibshirani 1993, chapter 16). The
percentiles are shifted by the bias of the resamples, as those of a single score are. Where fewer than six rows are
answered differently the interval always holds zero: all six on one side are chance in 1 of 32, five in 1 of 16 (the
sign test), which the bootstrap of so few does not know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from finetooth.core.statistics import wilson
from finetooth.metrics import metrics_for
from finetooth.metrics.by_label import goes_by_labels
from finetooth.metrics.intervals import reach
from finetooth.metrics.metric import Metric
from finetooth.metrics.resampling import draws, samples
from finetooth.metrics.said import Floats, Integers, Said
from finetooth.metrics.sample import Sample, counts

RESAMPLES = 2000
FEWEST = 6  # rows, or groups, that must differ for a difference to show
Standing = Literal["better", "worse", "undecided", "undefined"]


@dataclass(frozen=True)
class Difference:
    """A metric of two models on the same rows; ``change`` is the second less the first, None where undefined."""

    metric: str
    first: float | None
    second: float | None
    change: float | None
    low: float | None
    high: float | None
    n: int  # rows; of a class, its rows
    label: str | None = None
    higher_is_better: bool = True
    reason: str = ""  # why it is undefined

    @property
    def standing(self) -> Standing:
        """What can be told of the second model: ``better`` and ``worse`` only where the interval leaves no doubt."""
        if self.change is None or self.low is None or self.high is None:
            return "undefined"
        if self.low <= 0 <= self.high:
            return "undecided"
        return "better" if (self.change > 0) == self.higher_is_better else "worse"

    @property
    def gain(self) -> tuple[float, float, float] | None:
        """The change with its interval, turned so that more is better."""
        if self.change is None or self.low is None or self.high is None:
            return None
        change = (self.change, self.low, self.high)
        return change if self.higher_is_better else (-self.change, -self.high, -self.low)


def paired(
    first: Said,
    second: Said,
    metrics: Sequence[Metric] | None = None,
    groups: Integers | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> tuple[Difference, ...]:
    """Return the difference in each metric (all that there are): of all rows first, then label by label.

    Both must say the truth of the same labelled rows in the same order, with the same labels. ``groups`` numbers the
    group of each row: whole groups are then resampled.
    """
    must_be_paired(first, second)
    chosen = metrics_for(first.problem_type) if metrics is None else metrics
    changes: list[list[Floats]] = [[] for _ in chosen]
    for before in samples(first, resamples, seed, groups) if not first.problem and not second.problem else ():
        after = Sample(second, before.weights, before.blocks)
        for part, metric in zip(changes, chosen, strict=True):
            part.append(metric.values(after) - metric.values(before))
    few = _moved(first.differs(second), groups) < FEWEST
    told = [_told(metric, first, second, part) for metric, part in zip(chosen, changes, strict=True)]
    told = [
        [_holding_zero(one) for one in many] if few and goes_by_labels(metric) else many
        for metric, many in zip(chosen, told, strict=True)
    ]
    labels = [None, *first.labels]
    return tuple(sorted((one for many in told for one in many), key=lambda one: labels.index(one.label)))


def paired_share(
    first: npt.NDArray[np.bool_], second: npt.NDArray[np.bool_], groups: Integers | None = None, seed: int = 0
) -> tuple[float, float, float]:
    """Return how much larger the share of true values is in the second, with its paired 95 % interval. Not for 0 rows.

    Without groups the bootstrap of rows is a multinomial draw of what changed: any number of rows costs the same.
    """
    change = second.astype(np.float64) - first
    value, rows = float(change.mean()), len(change)
    if groups is None:
        shares = np.array([(change > 0).mean(), (change < 0).mean(), (change == 0).mean()])
        drawn = np.random.default_rng(seed).multinomial(rows, shares, RESAMPLES)
        many = (drawn[:, 0] - drawn[:, 1]) / rows
    else:
        sums, sizes = np.bincount(groups, change), np.bincount(groups).astype(np.float64)
        sums, sizes = sums[sizes > 0], sizes[sizes > 0]
        many = np.concatenate([weights @ sums / (weights @ sizes) for weights in draws(len(sums), RESAMPLES, seed)])
    low, high = _interval(value, many, wilson(0.0, rows)[1])
    few = _moved(first != second, groups) < FEWEST
    return (value, min(low, 0.0), max(high, 0.0)) if few else (value, low, high)


def _moved(differ: npt.NDArray[np.bool_], groups: Integers | None) -> int:
    """Count the rows, or the groups, with a difference."""
    return int(differ.sum()) if groups is None else len(np.unique(groups[differ]))


def _holding_zero(one: Difference) -> Difference:
    if one.low is None or one.high is None:
        return one
    return replace(one, low=min(one.low, 0.0), high=max(one.high, 0.0))


def must_be_paired(first: Said, second: Said) -> None:
    """Raise ValueError where two models' predictions are not of the same labelled rows with the same labels."""
    if first.problem_type != second.problem_type or first.labels != second.labels or not first.same_truth(second):
        raise ValueError("a comparison needs the same rows in the same order, and the same labels")


def _told(metric: Metric, first: Said, second: Said, changes: list[Floats]) -> list[Difference]:
    labels = first.labels if metric.per_class else (None,)
    whole = Sample.whole(first)
    rows = [len(first)]
    if metric.per_class:
        true = whole.once(counts).true[0] if len(first) else np.zeros(len(first.labels) + 1)
        rows = [int(n) for n in true[:-1]]
    problem = first.problem or second.problem
    if problem:
        return [_undefined(metric, n, label, problem) for n, label in zip(rows, labels, strict=True)]
    before, after = metric.values(whole)[0], metric.values(Sample.whole(second))[0]
    many, told = np.concatenate(changes), []
    for column, (old, new) in enumerate(zip(before.tolist(), after.tolist(), strict=True)):
        if not np.isfinite(new - old):
            reason = metric.reason(second if np.isfinite(old) else first, column)
            told.append(_undefined(metric, rows[column], labels[column], reason))
            continue
        low, high = _interval(new - old, many[:, column], reach(metric.bounds, rows[column]))
        ends = (old, new, new - old, low, high)
        told.append(Difference(metric.name, *ends, rows[column], labels[column], metric.higher_is_better))
    return told


def _undefined(metric: Metric, rows: int, label: str | None, reason: str) -> Difference:
    nothing = (None, None, None, None, None)
    return Difference(metric.name, *nothing, rows, label, metric.higher_is_better, reason)


def _interval(value: float, many: Floats, off: float) -> tuple[float, float]:
    """Return the middle 95 %, shifted by the bias and holding the value.

    Where all resamples agree, the ends lie ``off`` as far: Wilson's interval for 0 of n rows.
    """
    known = many[np.isfinite(many)]
    if not len(known) or np.ptp(known) < 1e-12:
        return value - off, value + off
    low, high = np.quantile(known, [0.025, 0.975]) + (value - known.mean())
    return min(float(low), value), max(float(high), value)
