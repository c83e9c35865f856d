"""Holm's correction: many tests at once without more false alarms than one test has.

Source: Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
"""

from collections.abc import Sequence

import numpy as np


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values adjusted for their number, in the same order; NaN (no test) stays and does not count."""
    given = np.asarray(values, np.float64)
    tested = np.flatnonzero(np.isfinite(given))
    order = tested[np.argsort(given[tested], kind="stable")]
    steps = given[order] * np.arange(len(order), 0, -1)
    adjusted = given.copy()
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(steps)) if len(order) else steps
    return tuple(adjusted.tolist())
