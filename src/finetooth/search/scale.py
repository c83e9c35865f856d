"""Values of an option as shares of its range, 0 to 1, on its own scale; lists are cut into equal parts."""

import math
from typing import Any

from finetooth.core.tuning import Dimension


def value_at(dimension: Dimension, share: float) -> Any:
    """Return the value that stands at a share of the range; whole numbers where the ends are."""
    if dimension.values or dimension.low is None or dimension.high is None:
        return dimension.values[min(len(dimension.values) - 1, int(share * len(dimension.values)))]
    low, high = dimension.low, dimension.high
    if isinstance(low, int) and isinstance(high, int):
        return _whole(low, high, dimension.log, share)
    found = math.exp(math.log(low) + share * math.log(high / low)) if dimension.log else low + share * (high - low)
    return float(min(high, max(low, found)))


def _whole(low: int, high: int, log: bool, share: float) -> int:
    """Every whole number has an equal part of the scale, from half below it to half above."""
    first, last = low - 0.5, high + 0.5
    if not log:
        return min(high, max(low, round(first + share * (last - first))))
    found = math.exp(math.log(first) + share * (math.log(last) - math.log(first)))
    return min(high, max(low, round(found)))


def share_of(dimension: Dimension, value: Any) -> float:
    """Return the share of its range at which a value stands, 0 to 1; the middle for what does not lie in the range."""
    if dimension.values:
        return (dimension.values.index(value) + 0.5) / len(dimension.values) if value in dimension.values else 0.5
    low, high = dimension.low, dimension.high
    if low is None or high is None or not isinstance(value, int | float) or not low <= value <= high:
        return 0.5
    if isinstance(low, int) and isinstance(high, int):
        low, high = low - 0.5, high + 0.5
    return math.log(value / low) / math.log(high / low) if dimension.log else (value - low) / (high - low)
