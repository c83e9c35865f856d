"""Laws of learning curves in log odds, each written by what it gives beyond the last doubling that was measured."""

from dataclasses import dataclass

import numpy as np

Array = np.ndarray
EXPONENTS = np.linspace(0.1, 1.9, 19)
_KNEES = (0.0, 0.1)  # in times the largest size
_SCALES = 2.0 ** np.arange(-1.0, 1.5, 0.5)
_WEIGHTS = {"power": 0.75, "exponential": 0.03, "logarithm": 0.22}


@dataclass(frozen=True)
class Law:
    """A law with two free numbers: its level at ``full`` rows and what the last doubling before them gave.

    A ``power`` law goes to a ceiling (Hestness et al. 2017); it bends where rows are about ``knee`` times ``full``
    (Morgan, Mercer & Flodin 1975; a plain one has its knee at 0). A ``logarithm`` of odds is an error that falls by a
    power of the rows, to nothing. ``rate`` is the exponent, or the rows in which an ``exponential`` law settles.
    """

    kind: str
    full: float
    rate: float = 0.0
    knee: float = 0.0

    def shape(self, sizes: Array) -> Array:
        """Return the law at these sizes: 0 at ``full`` and -1 at half of it."""
        at, half = self._falls(np.array([1.0, 0.5]))
        return np.asarray((at - self._falls(np.asarray(sizes, np.float64) / self.full)) / (half - at))

    @property
    def limit(self) -> float:
        """The shape for rows without end."""
        at, half = self._falls(np.array([1.0, 0.5]))
        return float(np.inf if self.kind == "logarithm" else at / (half - at))

    def _falls(self, times: Array) -> Array:
        if self.kind == "power":
            return np.asarray(1 / (self.knee**self.rate * (self.knee > 0) + times**self.rate))
        return np.asarray(np.exp(-times / self.rate) if self.kind == "exponential" else -np.log(times))


def laws(full: float) -> list[tuple[Law, float]]:
    """Return the laws that are tried, with their prior weight: mostly power laws, of every plausible exponent."""
    tried = [Law("power", full, float(rate), knee) for knee in _KNEES for rate in EXPONENTS]
    tried += [Law("exponential", full, float(rate)) for rate in _SCALES] + [Law("logarithm", full)]
    many = {kind: sum(law.kind == kind for law in tried) for kind in _WEIGHTS}
    return [(law, _WEIGHTS[law.kind] / many[law.kind]) for law in tried]
