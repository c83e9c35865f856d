"""Scale: from data to picture units, with ticks at round numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10


@dataclass(frozen=True)
class Scale:
    """Maps ``low`` to ``start`` and ``high`` to ``end``, on a logarithmic scale where ``log`` is set."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @classmethod
    def over(cls, values: Iterable[float], start: float, end: float, log: bool = False, pad: float = 0.06) -> "Scale":
        """Make a scale over all finite values, with a little room at both ends."""
        kept = [value for value in values if isfinite(value) and (value > 0 or not log)] or [1.0 if log else 0.0]
        low, high = min(kept), max(kept)
        if log:
            room = max(log10(high / low) * pad, 0.08)
            return cls(low / 10**room, high * 10**room, start, end, True)
        room = (high - low) * pad or max(abs(high) * 0.1, 0.01)
        return cls(low - room, high + room, start, end)

    def __call__(self, value: float) -> float:
        """Return where a value stands."""
        low, high, at = (log10(x) for x in (self.low, self.high, value)) if self.log else (self.low, self.high, value)
        return self.start + (at - low) / (high - low) * (self.end - self.start)

    def ticks(self, wanted: int = 5) -> list[float]:
        """Return round values inside the scale: about ``wanted``, or 1, 2 and 5 of each power of ten."""
        if self.log:
            return self._log_ticks()
        step = _round_step((self.high - self.low) / wanted)
        numbers = range(ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9) + 1)
        if len(numbers) < 3 <= wanted < 12:  # one or two ticks are no scale
            return self.ticks(wanted + 1)
        return [round(number * step, 10) for number in numbers]

    def _log_ticks(self) -> list[float]:
        powers = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
        for digits in ((1,), (1, 3), (1, 2, 5), range(1, 10)):
            found = [digit * 10.0**power for power in powers for digit in digits]
            inside = [value for value in found if self.low <= value <= self.high]
            if len(inside) >= 3:
                return inside
        return inside


def _round_step(raw: float) -> float:
    power = 10.0 ** floor(log10(raw))
    return next(digit * power for digit in (1, 2, 2.5, 5, 10) if digit * power >= raw * 0.999)


def tick_text(value: float) -> str:
    """Write a tick: `0.2`, `−0.05`, `15`, `5e-5`."""
    if value < 0:
        return f"−{tick_text(-value)}"
    if value and (abs(value) < 1e-3 or abs(value) >= 1e5):
        digits, power = f"{value:.0e}".split("e")
        return f"{digits}e{int(power)}"
    return f"{value:.3f}".rstrip("0").rstrip(".") if value != int(value) else f"{int(value):,}"
