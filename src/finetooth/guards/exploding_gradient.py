"""Exploding gradient: steps whose gradient is many times as large as it was, kept in bounds by clipping alone."""

import math
from typing import ClassVar

import numpy as np

from finetooth.guards.guard import Guard, Points, curve

FACTOR = 10.0  # over the median of the evaluations before it
LEAST = 5.0  # five times the usual clipping norm; below it the steps are hardly altered


def exploded(points: Points) -> int | None:
    """Return the first point whose gradient norm is no number or 10 times the median before it, or None.

    A point's norm is the median of many steps, so that one hard batch does not count. A norm that was never measured
    (NaN in every point) tells nothing. Source: Pascanu et al. 2013, "On the difficulty of training RNNs".
    """
    norms = np.array([point.gradient_norm for point in points], np.float64)
    if not np.isfinite(norms).any():
        return None
    for place, norm in enumerate(norms):
        before = norms[:place][np.isfinite(norms[:place])]
        if not math.isfinite(norm):
            return place
        if len(before) and norm > max(LEAST, FACTOR * float(np.median(before))):
            return place
    return None


class ExplodingGradient(Guard):
    """The gradient norm is no number, or rose over 10 times what it was."""

    name = "exploding_gradient"
    bad: ClassVar[list[Points]] = [
        curve(gradient_norm=[2.0, 1.5, 40.0]),
        curve(gradient_norm=[2.0, math.inf]),
        curve(gradient_norm=[1.0, 1.2, 0.9, 1.1, math.nan]),
    ]
    good: ClassVar[list[Points]] = [
        curve(gradient_norm=[30.0]),  # nothing to compare with
        curve(gradient_norm=[9.0, 6.0, 4.0, 3.0]),
        curve(gradient_norm=[0.01, 0.02, 0.5, 0.4]),  # next to nothing grew to little: an easy task's hard rows
        curve(gradient_norm=[math.nan, math.nan]),  # never measured
    ]

    def objection(self, points: Points) -> str | None:
        """Return where the gradient exploded, or None."""
        place = exploded(points)
        if place is None:
            return None
        known = [point.gradient_norm for point in points[:place] if math.isfinite(point.gradient_norm)]
        came = f" after {np.median(known):.3g}" if known else ""
        return f"the gradient norm is {points[place].gradient_norm:.3g} in epoch {points[place].epoch:g}{came}"
