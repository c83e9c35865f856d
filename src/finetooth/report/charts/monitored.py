"""Monitored: a score, a signal or the shares of answers over the records of a model in use, with their limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from markupsafe import Markup

from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, diamond, dot, picture, polyline, square, stroke, words

MOST = 60  # records
_LEFT, _TOP, _BOTTOM = 44, 34, 190
_NAME_ROOM = 96
_FEW = 30  # records, up to which marks are large
_KINDS = ("model", "other", "third", "hollow", "faint")


@dataclass(frozen=True)
class Point:
    """One value with its interval or limits, and what the tooltip says."""

    value: float
    low: float | None = None
    high: float | None = None
    alarm: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Series:
    """A value for each record; None where it has none. ``interval``: whether low and high are drawn as whiskers."""

    name: str
    points: tuple[Point | None, ...]
    interval: bool = False

    def shown(self) -> Iterator[tuple[int, Point]]:
        """Yield place and point where there is one."""
        return ((place, one) for place, one in enumerate(self.points) if one is not None and isfinite(one.value))


def monitored(
    title: str,
    dates: Sequence[str],
    series: Sequence[Series],
    levels: Sequence[tuple[str, float, bool]] = (),
    note: str = "",
) -> Figure | None:
    """Draw the last 60 records; ``levels`` are lines that hold for all: name, value, and
    whether it is asked for. Limits are drawn where no interval is.

    Several series are told apart by their marks and by name. None where no record has a value.
    """
    cut = [Series(one.name, one.points[-MOST:], one.interval) for one in series]
    kept = [one for one in cut if any(one.shown())]
    if not kept:
        return None
    shown = dates[-MOST:]
    ends = [end for one in kept for _, point in one.shown() for end in (point.value, point.low, point.high)]
    y = Scale.over([*(end for end in ends if end is not None), *(value for _, value, _ in levels)], _BOTTOM, _TOP)
    x = Scale(0, max(1, len(shown) - 1), _LEFT + 12, WIDTH - 12)
    parts = [*_frame(y), *_dates(shown, x)]
    for place, one in enumerate(kept):
        parts += [*_limits(one, x, y, len(shown)), *_line(one, _KINDS[place % len(_KINDS)], x, y, len(shown))]
    parts += _levels(levels, y)
    more = f"The last {MOST} of {len(dates):,} records. " if len(dates) > MOST else ""
    names = _legend(kept) if len(kept) > 1 else ()
    height = _BOTTOM + 26 + 20 * len(names)
    return Figure(
        title, picture(title, height, [*parts, *(mark for row in names for mark in row)]), (more + note).strip()
    )


def _frame(y: Scale) -> Iterator[Markup]:
    for value in y.ticks(4):
        yield stroke(_LEFT, y(value), WIDTH, y(value), "grid")
        yield words(_LEFT - 6, y(value) + 4, tick_text(value), anchor="end", class_="tick")
    yield stroke(_LEFT, _BOTTOM, WIDTH, _BOTTOM, "axis")


def _dates(shown: Sequence[str], x: Scale) -> Iterator[Markup]:
    """Yield the first and the last date: those between would stand in each other's way."""
    yield words(
        _at(0, x, len(shown)), _BOTTOM + 17, shown[0], class_="tick", anchor="start" if len(shown) > 1 else "middle"
    )
    if len(shown) > 1:
        yield words(x(len(shown) - 1), _BOTTOM + 17, shown[-1], class_="tick", anchor="end")


def _levels(levels: Sequence[tuple[str, float, bool]], y: Scale) -> Iterator[Markup]:
    for name, value, asked in levels:
        yield stroke(_LEFT, y(value), WIDTH, y(value), "limit" if asked else "mark")
        style = "limit-text" if asked else "label"
        yield words(WIDTH - 2, y(value) - 5, name, anchor="end", class_=style, room=WIDTH - _LEFT)


def _limits(one: Series, x: Scale, y: Scale, count: int) -> Iterator[Markup]:
    """Yield a short stroke for each record where its limits lie: they go by the size of its file."""
    if one.interval:
        return
    half = min(10.0, max(2.0, 0.4 * (WIDTH - _LEFT) / count))
    for place, point in one.shown():
        for end in (point.low, point.high):
            if end is not None:
                at = _at(place, x, count)
                yield stroke(at - half, y(end), at + half, y(end), "limit")


def _line(one: Series, kind: str, x: Scale, y: Scale, count: int) -> Iterator[Markup]:
    found = list(one.shown())
    line = "model-line thin" if kind == "model" else "other-line" if kind == "other" else "faint-line"
    yield polyline([(_at(place, x, count), y(point.value)) for place, point in found], line)
    size = 4.0 if count <= _FEW else 2.6
    for place, point in found:
        at, height = _at(place, x, count), y(point.value)
        whisker = "bad" if point.alarm else "model" if kind == "model" else "other"
        whisker = "thin" if count > _FEW and not point.alarm else whisker
        if one.interval and point.low is not None and point.high is not None:
            yield stroke(at, y(point.low), at, y(point.high), f"{whisker}-whisker")
        yield _mark(at, height, "bad" if point.alarm else kind, point.tip, size)


def _mark(x: float, y: float, kind: str, tip: str, size: float) -> Markup:
    if kind == "bad":
        return diamond(x, y, "bad-dot", tip, size + 1)
    if kind in ("other", "third"):
        return square(x, y, f"{kind}-dot", tip, 2 * size - 1)
    return dot(x, y, f"{kind}-dot", tip, size)


def _at(place: int, x: Scale, count: int) -> float:
    return x(place) if count > 1 else (x.start + x.end) / 2


def _legend(series: Sequence[Series]) -> list[list[Markup]]:
    """Return rows of marks with names below the picture, three in a row."""
    rows: list[list[Markup]] = []
    for place, one in enumerate(series):
        at, height = _LEFT + (place % 3) * ((WIDTH - _LEFT) / 3), _BOTTOM + 38 + 20 * (place // 3)
        if place % 3 == 0:
            rows.append([])
        mark = _mark(at + 5, height - 4, _KINDS[place % len(_KINDS)], "", 4)
        rows[-1] += [mark, words(at + 15, height, one.name, class_="label", room=_NAME_ROOM)]
    return rows
