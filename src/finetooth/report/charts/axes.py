"""Axes: the frame of a plot, with ticks, grid and what is measured in which unit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import stroke, words


@dataclass(frozen=True)
class Axes:
    """A plot area spanned by two scales; ``y`` starts at the bottom."""

    x: Scale
    y: Scale
    x_label: str = ""
    y_label: str = ""

    def draw(
        self, x_ticks: int = 5, y_ticks: int = 4, show_x: bool = True, write: Callable[[float], str] = tick_text
    ) -> Iterator[Markup]:
        """Yield grid, ticks and labels. The label of y stands level above the axis, where it can be read."""
        left, right, bottom, top = self.x.start, self.x.end, self.y.start, self.y.end
        for value in self.y.ticks(y_ticks):
            yield stroke(left, self.y(value), right, self.y(value), "grid")
            yield words(left - 6, self.y(value) + 4, tick_text(value), anchor="end", class_="tick")
        yield stroke(left, bottom, right, bottom, "axis")
        if self.y_label:
            yield words(0, top - 10, self.y_label, class_="label")
        if show_x:
            yield from self._x_ticks(x_ticks, write)

    def _x_ticks(self, wanted: int, write: Callable[[float], str]) -> Iterator[Markup]:
        bottom = self.y.start
        for value in self.x.ticks(wanted):
            yield stroke(self.x(value), bottom, self.x(value), bottom + 4, "axis")
            yield words(self.x(value), bottom + 17, write(value), anchor="middle", class_="tick")
        if self.x_label:
            yield words(self.x.end, bottom + 34, self.x_label, anchor="end", class_="label")

    def level(self, value: float, class_: str = "mark") -> Markup:
        """Draw a vertical line at a value of x."""
        return stroke(self.x(value), self.y.start, self.x(value), self.y.end, class_)
