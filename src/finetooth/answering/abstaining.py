"""Abstention: how precision rises where only the surest rows are answered, and how sure is sure enough.

The threshold is found by fixed-sequence tests with several starts (Angelopoulos et al., "Learn then test", 2021), each
by Clopper and Pearson's bound (1934). Selective answers: Geifman & El-Yaniv, NeurIPS 2017.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finetooth.core.statistics import wilson
from finetooth.metrics.predictions import Floats, Integers

ERROR = 0.05  # how often the precision may be less than is told
STARTS, STEPS = 4, 60
POINTS = 20
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class CoveragePoint:
    """If this share of the rows is answered, the surest first: from which confidence, and how many are right."""

    coverage: float
    confidence: float
    precision: float
    low: float  # 95 % interval (Wilson)
    high: float


def curve(confidence: Floats, right: Mask) -> tuple[CoveragePoint, ...]:
    """Return the curve of coverage against precision, from the surest twentieth to all rows."""
    rows = len(confidence)
    order = np.argsort(-confidence, kind="stable")
    hits = np.cumsum(right[order])
    found = []
    for count in sorted({max(1, round(rows * part / POINTS)) for part in range(1, POINTS + 1)} if rows else ()):
        precision = float(hits[count - 1]) / count
        point = (count / rows, float(confidence[order[count - 1]]), precision, *wilson(precision, count))
        found.append(CoveragePoint(*point))
    return tuple(found)


def threshold_for(confidence: Floats, right: Mask, target: float) -> float | None:
    """Return the least confidence from which the precision's lower bound is at least ``target``; None where none is.

    Rows must be independent. With a chance of 95 % the precision of what is answered is at least the target: from each
    start, at its part of the error, the surest rows are looked at more and more of, until the bound fails.
    """
    rows, fewest = len(confidence), fewest_rows(target)
    if rows < fewest:
        return None
    order = np.argsort(-confidence, kind="stable")
    sure, hits = confidence[order], np.cumsum(right[order])
    ends = np.append(np.flatnonzero(np.diff(sure)), rows - 1)  # rows of one confidence are answered together
    starts = np.geomspace(fewest, rows, STARTS).round()
    looked_at = np.union1d(starts, np.linspace(fewest, rows, STEPS).round())
    places = ends[np.unique(np.searchsorted(ends + 1, looked_at))]
    holds = lower_bound(hits[places], places + 1, ERROR / STARTS) >= target
    best = -1
    for start in np.searchsorted(places + 1, starts).tolist():
        failed = np.flatnonzero(~holds[start:])
        best = max(best, start - 1 + (int(failed[0]) if len(failed) else len(holds) - start) if holds[start] else -1)
    return None if best < 0 else float(sure[places[best]])


def lower_bound(right: Integers, rows: Integers, error: float = ERROR) -> Floats:
    """Return Clopper and Pearson's one-sided lower bounds of proportions."""
    from scipy.stats import beta

    found: Floats = np.where(right > 0, beta.ppf(error, np.maximum(right, 1), rows - right + 1), 0.0)
    return found


def fewest_rows(target: float) -> int:
    """Return how many rows, all of them right, show a precision of ``target``."""
    return math.ceil(math.log(ERROR / STARTS) / math.log(target))
