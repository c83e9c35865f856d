"""The least of a smooth function of a few values between bounds: projected BFGS (Bertsekas 1982) from a curvature."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
_STEPS, _HALVINGS = 60, 20
_TOLERANCE = 1e-8  # of the loss
_RIDGE = 1e-9  # of the largest curvature


@dataclass(frozen=True)
class Least:
    """Where a function is least: ``values`` float64[p], its ``loss``, and its ``curvature`` float64[p, p] there."""

    values: Array
    loss: float
    curvature: Array


def least(
    function: Callable[[Array], tuple[float, Array]], start: Array, low: Array, high: Array, curvature: Array
) -> Least:
    """Go down from ``start``; ``function`` returns loss and slope, ``curvature`` is a first guess of its own."""
    values, curved = np.clip(start, low, high).astype(np.float64), curvature.astype(np.float64)
    loss, slope = function(values)
    for _ in range(_STEPS):
        step = _step(values, slope, curved, low, high)
        moved, found, turned = _search(function, values, loss, slope, step, (low, high))
        change, gain = turned - slope, loss - found
        values, loss, slope, curved = values + moved, found, turned, _updated(curved, moved, change)
        if gain <= _TOLERANCE * max(1.0, abs(loss)):
            break
    return Least(values, loss, curved)


def _step(values: Array, slope: Array, curved: Array, low: Array, high: Array) -> Array:
    """Return the way down, none for values that stand at a bound and would leave it."""
    free = np.flatnonzero(~((values <= low) & (slope > 0) | (values >= high) & (slope < 0)))
    step = np.zeros(len(values))
    if len(free):
        part = curved[np.ix_(free, free)]
        part = part + np.eye(len(free)) * max(_RIDGE * float(np.abs(part).max()), 1e-12)
        step[free] = -np.linalg.solve(part, slope[free])
    return step


def _search(
    function: Callable[[Array], tuple[float, Array]],
    values: Array,
    loss: float,
    slope: Array,
    step: Array,
    bounds: tuple[Array, Array],
) -> tuple[Array, float, Array]:
    """Return how far to go, and the loss and slope there: half as far until the loss has fallen."""
    size = 1.0
    for _ in range(_HALVINGS):
        new = np.clip(values + size * step, *bounds)
        found, turned = function(new)
        if found <= loss + 1e-4 * float(slope @ (new - values)):
            return new - values, found, turned
        size /= 2
    return np.zeros(len(values)), loss, slope


def _updated(curved: Array, moved: Array, change: Array) -> Array:
    along, bent = float(moved @ change), curved @ moved
    if along <= 1e-10 * float(np.sqrt((moved @ moved) * (change @ change))):
        return curved
    return curved + np.outer(change, change) / along - np.outer(bent, bent) / float(moved @ bent)
