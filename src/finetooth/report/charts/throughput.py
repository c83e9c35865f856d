"""How many texts a second the model answers, by batch size and by the length of texts."""

from collections.abc import Iterator
from itertools import pairwise

from markupsafe import Markup

from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, dot, picture, polyline, square, words
from finetooth.report.numbers import count
from finetooth.serving.results import LONG, LONGEST, MIXED, USUAL, CostInUse, Timed

_LEFT, _RIGHT, _TOP, _BOTTOM = 46, WIDTH - 132, 38, 210
_KINDS = {
    MIXED: ("other-line dashed", "other-dot"),
    USUAL: ("model-line", "model-dot"),
    LONG: ("other-line", "other-dot"),
    LONGEST: ("other-line", "third-dot"),
}


def throughput(cost: CostInUse | None) -> Figure | None:
    """Draw a line for each length; None where fewer than two batch sizes were measured."""
    batches = sorted({one.batch for one in cost.timed}) if cost else []
    if cost is None or len(batches) < 2:
        return None
    rates = [one.throughput for one in cost.timed]
    x = Scale(batches[0] / 1.2, batches[-1] * 1.2, _LEFT, _RIGHT, log=True)
    y = Scale.over(rates, _BOTTOM, _TOP, log=True)
    parts = list(Axes(x, y, "", "texts a second (log)").draw(show_x=False))
    parts += [words(x(one), _BOTTOM + 17, str(one), anchor="middle", class_="tick") for one in batches]
    parts.append(words(_RIGHT, _BOTTOM + 34, "texts in a batch (log)", anchor="end", class_="label"))
    lines = [line for name in _KINDS if (line := [one for one in cost.timed if one.length == name])]
    heights = _apart([y(line[-1].throughput) for line in lines])
    for place, (line, at) in enumerate(zip(lines, heights, strict=True)):
        parts += _drawn(line, x, y, place, at)
    title = _title(cost)
    note = "In brackets: tokens of a text, in the mean. Each point is the mean of batches of that size."
    return Figure(title, picture(title, _BOTTOM + 40, parts), note)


def _drawn(line: list[Timed], x: Scale, y: Scale, place: int, at: float) -> Iterator[Markup]:
    style, mark = _KINDS[line[0].length]
    points = [(x(one.batch), y(one.throughput)) for one in line]
    yield polyline(points, style)
    for one, (left, up) in zip(line, points, strict=True):
        tip = f"{one.length}, batches of {one.batch}: {count(one.throughput)} texts a second"
        yield (square if place % 2 else dot)(left, up, mark, tip)
    yield words(_RIGHT + 8, at + 4, f"{line[0].length} ({line[0].tokens})", class_="label", room=WIDTH - _RIGHT - 8)


def _apart(places: list[float], least: float = 17) -> list[float]:
    """Move labels down until each has its line."""
    found = list(places)
    order = sorted(range(len(places)), key=lambda place: places[place])
    for before, after in pairwise(order):
        found[after] = max(found[after], found[before] + least)
    return found


def _title(cost: CostInUse) -> str:
    single, fastest = cost.single, cost.fastest
    if single is None or fastest is None or fastest.batch == 1:
        return "Batches do not make it faster"
    times = fastest.throughput / single.throughput
    return f"Batches of {fastest.batch} answer {times:.1f} times as many texts as one by one"
