"""The interval of a mean score over the folds of a cross-validation.

The folds' models share most of their rows, so that the plain standard error of the mean is too small. Nadeau & Bengio
2003 ("Inference for the generalization error") correct the variance by the share of rows that are held out; there is no
estimate without bias (Bengio & Grandvalet 2004).
"""

import math
from collections.abc import Sequence

import numpy as np


def corrected_interval(scores: Sequence[float], train_rows: float, held_rows: float) -> tuple[float, float]:
    """Return the 95 % interval of the mean of the folds' scores (between 0 and 1); NaN with fewer than two folds."""
    from scipy.stats import t

    known = np.array([score for score in scores if math.isfinite(score)])
    if len(known) < 2:
        return math.nan, math.nan
    variance = (1 / len(known) + held_rows / train_rows) * float(known.var(ddof=1))
    half = float(t.ppf(0.975, len(known) - 1)) * math.sqrt(variance)
    mean = float(known.mean())
    return max(0.0, mean - half), min(1.0, mean + half)
