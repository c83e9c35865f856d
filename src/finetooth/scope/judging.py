"""Judging: how well strangeness tells rows that belong to no class from rows of the classes, with intervals."""

import numpy as np

from finetooth.core.statistics import Z, wilson
from finetooth.scope.results import Rate, Spread
from finetooth.scope.strangeness import Floats

RESAMPLES = 500
RECALL = 0.95
_EDGES = np.linspace(-1.0, 4.0, 41)


def rate(mask: np.ndarray) -> Rate | None:
    """Return the share of true values (Wilson); None of no rows."""
    if not len(mask):
        return None
    share = float(mask.mean())
    return Rate(share, *wilson(share, len(mask)), len(mask))


def auroc(inside: Floats, outside: Floats) -> Rate:
    """Return the share of pairs in which the row from outside is the stranger, ties half (DeLong et al. 1988).

    The interval is one of logits, and as wide as Wilson's of the smaller side at least where all pairs agree.
    """
    above, below = _placed(outside, inside), _placed(inside, outside)
    value, rows = float(above.mean()), len(inside) + len(outside)
    error = np.sqrt(_variance(above) + _variance(below))
    if not 0 < value < 1 or error == 0:
        return Rate(value, *wilson(value, min(len(inside), len(outside))), rows)
    half = Z * error / (value * (1 - value))
    low, high = (1 / (1 + np.exp(-(np.log(value / (1 - value)) + side * half))) for side in (-1, 1))
    return Rate(value, float(low), float(high), rows)


def _placed(these: Floats, those: Floats) -> Floats:
    """Return for each of these the share of those that lie below it, ties half."""
    order = np.sort(those)
    twice = np.searchsorted(order, these, "left") + np.searchsorted(order, these, "right")
    return np.asarray(twice / (2 * len(those)))


def _variance(placed: Floats) -> float:
    return float(placed.var(ddof=1) / len(placed)) if len(placed) > 1 else 0.25


def alarms_at(recall: float, inside: Floats, outside: Floats, seed: int) -> Rate:
    """Return the share of inside rows flagged where so many of the outside rows are; bootstrap of both sides."""

    def alarms(one: Floats, other: Floats) -> float:
        return float((one >= np.quantile(other, 1 - recall, method="lower")).mean())

    draw = np.random.default_rng(seed)

    def drawn(values: Floats) -> Floats:
        return values[draw.integers(len(values), size=len(values))]

    again = [alarms(drawn(inside), drawn(outside)) for _ in range(RESAMPLES)]
    value = alarms(inside, outside)
    low, high = np.quantile(again, [0.025, 0.975])
    return Rate(value, min(float(low), value), max(float(high), value), len(inside) + len(outside))


def spread(test: Floats, unknown: Floats, field: Floats) -> Spread:
    """Return how the three kinds of rows lie on the scale of strangeness."""
    return Spread(tuple(_EDGES.tolist()), *(_shares(values) for values in (test, unknown, field)))


def _shares(values: Floats) -> tuple[float, ...]:
    if not len(values):
        return ()
    counts = np.histogram(np.clip(values, _EDGES[0], _EDGES[-1]), _EDGES)[0]
    return tuple((counts / len(values)).tolist())
