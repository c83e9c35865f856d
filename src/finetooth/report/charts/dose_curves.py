"""Dose curves: how the drop grows with the strength of a condition, one small picture for each."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.core.results import Dose, ScenarioScore
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, dot, picture, polyline, stroke, words
from finetooth.report.numbers import known, metric_name, percent, three

_COLUMNS, _GAP = 2, 26
_CELL = (WIDTH - _GAP * (_COLUMNS - 1)) / _COLUMNS
_HEIGHT, _HEAD, _PLOT = 150, 30, 76  # of a cell, of its title, of what is drawn
_AXIS, _LEFT = 22, 46  # above all cells for the name of the axis, and left in each for its numbers


def dose_curves(scores: tuple[ScenarioScore, ...], max_drop: float, metric: str = "macro_f1") -> Figure | None:
    """Draw a curve for each condition that was tried at several strengths; None where there is none."""
    shown = [score for score in scores if len(_points(score)) > 1]
    if not shown:
        return None
    shown.sort(key=lambda score: -max(dose.drop for dose in _points(score)))
    drawn = [dose for score in shown for dose in _points(score)]
    y = Scale.over([0.0, max_drop, *(end for dose in drawn for end in (*_ends(dose), _flips(dose)))], 0, 1)
    parts = [words(0, 14, f"drop of {metric_name(metric)}", class_="label")]
    parts += [part for place, score in enumerate(shown) for part in _cell(score, place, y, max_drop)]
    rows = max(dose.n for score in shown for dose in score.doses)
    height = _AXIS + _HEIGHT * -(-len(shown) // _COLUMNS)
    note = f"{rows} rows at each strength, all on one scale: up is worse. "
    note += "Bands are 95 % intervals, dashes the share of answers that change; the red line is the most accepted, "
    note += "red dots lie above it."
    return Figure(_title(shown, max_drop), picture(_title(shown, max_drop), height, parts), note)


def _cell(score: ScenarioScore, place: int, y: Scale, max_drop: float) -> Iterator[Markup]:
    left, top = (place % _COLUMNS) * (_CELL + _GAP), _AXIS + (place // _COLUMNS) * _HEIGHT
    points = _points(score)
    x = Scale(0.0, len(points) - 1.0, left + _LEFT, left + _CELL - 14)  # doses are steps: each is about twice the last
    low, high = top + _HEAD + _PLOT, top + _HEAD

    def up(value: float) -> float:
        return low - y(value) * (low - high)

    yield words(left, top + 14, score.title or score.name, class_="name", room=_CELL)
    for value in y.ticks(3):
        yield stroke(left + _LEFT, up(value), left + _CELL, up(value), "grid")
        yield words(left + _LEFT - 8, up(value) + 4, tick_text(value), anchor="end", class_="tick")
    yield stroke(left + _LEFT, up(0.0), left + _CELL, up(0.0), "axis")
    yield stroke(left + _LEFT, up(max_drop), left + _CELL, up(max_drop), "limit")
    upper = [(x(step), up(dose.high)) for step, dose in enumerate(points)]
    lower = [(x(step), up(dose.low)) for step, dose in enumerate(points)]
    yield polyline([*upper, *reversed(lower)], "range")
    yield polyline([(x(step), up(_flips(dose))) for step, dose in enumerate(points)], "other-line dashed")
    yield polyline([(x(step), up(dose.drop)) for step, dose in enumerate(points)], "model-line")
    for step, dose in enumerate(points):
        kind = "bad-dot" if dose.drop > max_drop else "model-dot"
        yield dot(
            x(step), up(dose.drop), kind, f"{_share(dose)}: {three(dose.drop)}, {dose.flipped} of {dose.n} flipped", 3
        )
        yield words(x(step), low + 15, _share(dose), anchor="middle", class_="tick")
    yield words(left, low + 30, f"of {score.dose_of}", class_="tick", room=_CELL)


def _points(score: ScenarioScore) -> list[Dose]:
    return [dose for dose in score.doses if all(known(end) is not None for end in _ends(dose))]


def _ends(dose: Dose) -> tuple[float, float, float]:
    return dose.drop, dose.low, dose.high


def _flips(dose: Dose) -> float:
    return dose.flipped / max(1, dose.n)


def _share(dose: Dose) -> str:
    return percent(dose.dose).replace(".0 %", " %")


def _title(shown: list[ScenarioScore], max_drop: float) -> str:
    beyond = [score for score in shown if any(dose.drop > max_drop for dose in _points(score))]
    if not beyond:
        return f"No strength that was tried costs more than {tick_text(max_drop)}"
    first = beyond[0]
    dose = next(dose for dose in _points(first) if dose.drop > max_drop)
    return f"“{first.title or first.name}” costs more than {tick_text(max_drop)} from {_share(dose)} of {first.dose_of}"
