"""What is usual among similarities, and where a tail begins that the usual does not reach."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

_OUTER = 0.1  # strays are few: a tenth of them does not move the lower width
_QUARTILE = 0.75  # duplicates can be many: the upper width is that of the middle half
_TAIL = 0.05


@dataclass(frozen=True)
class Bulk:
    """A bell curve through the middle of similarities on Fisher's z scale (1915), where they spread evenly."""

    middle: float
    below: float  # its standard deviation on the lower side
    above: float  # and on the upper side

    @classmethod
    def of(cls, similarities: np.ndarray) -> "Bulk":
        """Fit by the median, the lowest tenth and the upper quartile, which strays and duplicates do not move."""
        z = fisher(similarities)
        low, middle, high = np.quantile(z, [_OUTER, 0.5, _QUARTILE])
        below = float(middle - low) / NormalDist().inv_cdf(1 - _OUTER)
        above = float(high - middle) / NormalDist().inv_cdf(_QUARTILE)
        return cls(float(middle), max(below, 1e-6), max(above, 1e-6))

    def upper(self, rate: float) -> float:
        """Return the similarity that a share ``rate`` of usual rows would exceed."""
        return float(np.tanh(self.middle + self.above * NormalDist().inv_cdf(1 - rate)))

    def lower(self, rate: float) -> float:
        """Return the similarity that a share ``rate`` of usual rows would stay below."""
        return float(np.tanh(self.middle - self.below * NormalDist().inv_cdf(1 - rate)))

    def exceeding(self, similarity: float) -> float:
        """Return the share of usual rows above a similarity."""
        return 1.0 - NormalDist(self.middle, self.above).cdf(float(fisher(np.array([similarity]))[0]))


def exponential_lower(similarities: np.ndarray, rate: float) -> float:
    """Return the similarity below which a share ``rate`` lies if the lowest twentieth falls off exponentially.

    Peaks over threshold (Pickands 1975) without a shape: tails of similarities are bounded, so it errs to caution.
    """
    z = fisher(similarities)
    edge = float(np.quantile(z, _TAIL))
    tail = z[z < edge]
    excess = float((edge - tail).mean()) if len(tail) else 0.0
    return float(np.tanh(edge - excess * np.log(_TAIL / rate)))


def fisher(similarities: np.ndarray) -> np.ndarray:
    """Return float64: Fisher's z of similarities, kept finite."""
    return np.asarray(np.arctanh(np.clip(similarities.astype(np.float64), -0.9999, 0.9999)))
