"""What a check measured: how much it looked at, how sure it is, and what its finding costs."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

Z = 1.959963984540054  # the normal quantile of 0.975


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a proportion seen in n rows (Wilson 1927); (0, 1) where n is 0."""
    if n <= 0:
        return 0.0, 1.0
    centre = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True)
class Statistics:
    """What was looked at and how it was judged. ``low`` and ``high``: 95 % interval of the flagged share.

    ``threshold`` is where a score starts to count and ``calibration`` how it was found; ``null`` is what chance alone
    gives and ``effect`` what was seen, in the same unit.
    """

    checked: int
    flagged: int
    low: float
    high: float
    threshold: float | None = None
    calibration: str = ""
    null: float | None = None
    effect: float | None = None

    @classmethod
    def of(
        cls,
        checked: int,
        flagged: int,
        *,
        threshold: float | None = None,
        calibration: str = "",
        null: float | None = None,
        effect: float | None = None,
    ) -> "Statistics":
        """Count, with the interval of the share."""
        return cls(checked, flagged, *wilson(flagged / max(1, checked), checked), threshold, calibration, null, effect)

    @property
    def rate(self) -> float:
        """The flagged share of what was looked at."""
        return self.flagged / max(1, self.checked)


@dataclass(frozen=True)
class Partner:
    """A flagged row, the row it is flagged for (None where it stands alone), and its score."""

    row: int
    partner: int | None
    score: float


@dataclass(frozen=True)
class Precision:
    """The share of the flagged rows that are really at fault: an estimate, its lower bound, and where it comes from."""

    value: float
    low: float
    source: str


@dataclass(frozen=True)
class Cost:
    """What it costs to leave a finding as it is, in points of 100.

    ``score``: the model would do that much better without it. ``optimism``: the reported score is that much too high.
    """

    points: float
    of: Literal["score", "optimism"]
    source: str
