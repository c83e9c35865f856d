"""Dot-and-whisker rows: a value with its interval, as scores and scenarios show them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import diamond, dot, square, stroke, words
from finetooth.report.numbers import known, span, three

_SHAPES = {"model": dot, "other": square, "third": diamond, "bad": dot}


@dataclass(frozen=True)
class Whisker:
    """One row: what it is, its value and interval (None where undefined), and its kind of mark."""

    name: str
    value: float | None
    low: float | None
    high: float | None
    kind: str = "model"  # model | other | third | bad

    @property
    def ends(self) -> list[float]:
        """The numbers that the scale must hold."""
        return [
            number for number in (self.value, self.low, self.high) if number is not None and known(number) is not None
        ]


def row(whisker: Whisker, x: Scale, y: float, name_room: float = 150) -> Iterator[Markup]:
    """Draw one row: the name above, the mark and its whisker on the scale, the number at the right."""
    yield words(0, y - 9, whisker.name, class_="name" if whisker.kind != "other" else "label", room=name_room)
    number = f"{three(whisker.value)} {span(whisker.low, whisker.high)}".strip()
    yield words(x.end, y - 9, number, anchor="end", class_="number")
    value, low, high = known(whisker.value), known(whisker.low), known(whisker.high)
    if value is None:
        return
    if low is not None and high is not None:
        yield stroke(x(low), y, x(high), y, f"{whisker.kind}-whisker")
    yield _SHAPES[whisker.kind](x(value), y, f"{whisker.kind}-dot", f"{whisker.name}: {number}")


def rows(whiskers: Iterable[Whisker], x: Scale, top: float, step: float, name_room: float = 150) -> Iterator[Markup]:
    """Draw rows below each other."""
    for place, whisker in enumerate(whiskers):
        yield from row(whisker, x, top + place * step, name_room)
