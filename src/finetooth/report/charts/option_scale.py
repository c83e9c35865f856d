"""The scale of one searched option: a range as it was searched, or the places of its values beside each other."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from markupsafe import Markup

from finetooth.core.tuning import Dimension, Trial
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import stroke, words
from finetooth.report.numbers import plain


@dataclass(frozen=True)
class OptionScale:
    """Where a trial stands by its value of an option, from ``start`` to ``end``."""

    name: str
    start: float
    end: float
    numbers: Scale | None
    values: tuple[Any, ...] = ()

    @classmethod
    def of(cls, part: Dimension, trials: Sequence[Trial], start: float, end: float) -> "OptionScale":
        """Make a scale that holds what was searched and what was tried: the default may lie outside."""
        tried = [trial.params[part.name] for trial in trials if part.name in trial.params]
        found = list({repr(value): value for value in (*part.values, *tried)}.values())
        if part.low is not None and part.high is not None and all(map(_is_number, tried)):
            return cls(part.name, start, end, Scale.over([part.low, part.high, *tried], start, end, part.log))
        if all(map(_is_number, found)):
            found.sort()
        return cls(part.name, start, end, None, tuple(found))

    def __call__(self, trial: Trial) -> float | None:
        """Return where the trial stands; None where it has no place on the scale."""
        value = trial.params.get(self.name)
        if self.numbers:
            number = value if _is_number(value) else math.nan
            return self.numbers(number) if self.numbers.low <= number <= self.numbers.high else None
        places = [repr(one) for one in self.values]
        return self._at(places.index(repr(value))) if repr(value) in places else None

    def ticks(self, y: float, most: int = 4) -> Iterator[Markup]:
        """Draw the values below a line at ``y``: all of a list where there is room, else the first and the last."""
        if self.numbers:
            found = self.numbers.ticks(most - 1)
            for value in found[:: max(1, -(-len(found) // most))]:
                yield stroke(self.numbers(value), y, self.numbers(value), y + 4, "axis")
                yield words(self.numbers(value), y + 17, tick_text(value), anchor="middle", class_="tick")
            return
        room = (self.end - self.start) / max(1, len(self.values))
        for place, value in enumerate(self.values):
            if room >= 26 or place in (0, len(self.values) - 1):
                yield words(
                    self._at(place), y + 17, plain(value), anchor="middle", class_="tick", room=max(room, 40) - 8
                )

    def _at(self, place: int) -> float:
        return self.start + (place + 0.5) / len(self.values) * (self.end - self.start)


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
