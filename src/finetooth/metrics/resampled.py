"""The interval of a mean score over the folds of a cross-validation.

The folds' models share most of their rows, so that the plain standard error of the mean is too small. Nadeau & Bengio
2003 ("Inference for the generalization error") correct the variance by the share of rows that are held out; there is no
estimate without bias (Bengio & Grandvalet 2004).
"""

import math
from collections.abc import Sequence

import numpy as np

from finetooth.metrics.intervals import fallback


def corrected_interval(
    scores: Sequence[float],
    train_rows: float,
    held_rows: float,
    about: float | None = None,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> tuple[float, float]:
    """Return the 95 % interval of the mean of the folds' scores, within ``bounds``; NaN with fewer than two folds.

    It lies ``about`` the score of all rows taken together where that is told, which differs a little from the mean.
    Folds that all score the same are no certainty: Wilson's interval for as many rows tells then.
    """
    from scipy.stats import t

    known = np.array([score for score in scores if math.isfinite(score)])
    if len(known) < 2:
        return math.nan, math.nan
    middle = float(known.mean()) if about is None or not math.isfinite(about) else about
    if np.ptp(known) < 1e-12:
        return fallback(middle, round(train_rows + held_rows), bounds)
    variance = (1 / len(known) + held_rows / train_rows) * float(known.var(ddof=1))
    half = float(t.ppf(0.975, len(known) - 1)) * math.sqrt(variance)
    return max(bounds[0], middle - half), min(bounds[1], middle + half)
