"""What is still to be gained by trying on: by how far the trials so far lie apart beyond noise.

True scores of settings are taken as normal around their mean, what is seen of one as its true score and noise of the
rows that judge. A further setting is taken only where what is seen of it beats the one in hand by what is needed; what
that may gain is the mean over all settings, times the trials that are left. Of few trials the spread is known badly:
its upper limit at 80 % (chi-squared) is taken, so that a search ends only where more is unlikely. Ending a search by
what it can still gain: Makarova et al. 2022, "Automatic termination for hyperparameter optimization".
"""

import math
from collections.abc import Sequence

import numpy as np

LEAST = 3  # trials with a score, before anything can be said
_QUANTILE = 0.2
_POINTS = 801


def expected_gain(scores: Sequence[float], in_hand: float, noise: float, needed: float, left: int) -> float:
    """Return what ``left`` more trials can be expected to gain over the true score of the one in hand, at most.

    ``scores`` are those of all trials; ``noise`` is the standard error of one, as far as it is not shared with the
    others; ``needed`` is the lead over ``in_hand``, the score of the one in hand, without which none is taken.
    Infinite where too few trials tell.
    """
    from scipy.special import ndtr
    from scipy.stats import chi2

    if len(scores) < LEAST:
        return math.inf
    known, free = np.asarray(scores, dtype=np.float64), len(scores) - 1
    seen = float(known.var(ddof=1)) * free / float(chi2.ppf(_QUANTILE, free))
    spread = math.sqrt(max(0.0, seen - noise**2))
    if spread < 1e-9:
        return 0.0
    middle, trust = float(known.mean()), spread**2 / (spread**2 + noise**2)
    believed = middle + trust * (in_hand - middle)  # what is in hand owes some of its score to noise
    steps = np.linspace(-6.0, 6.0, _POINTS)
    true, density = middle + spread * steps, np.exp(-(steps**2) / 2) / math.sqrt(2 * math.pi)
    taken = ndtr((true - in_hand - needed) / max(noise, 1e-9))
    one = float(np.trapezoid(density * taken * (true - believed), steps))
    return max(0.0, left * one)
