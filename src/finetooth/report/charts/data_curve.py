"""Data curve: what a quick probe scores at growing numbers of training rows, and what more of them would bring."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from finetooth.core.finding import Verdict
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, diamond, dot, picture, polyline, stroke, words
from finetooth.report.numbers import count, three

CODE = "QTY006"  # the check whose evidence is drawn
_HEIGHT, _BOTTOM, _TOP = 266, 222, 34
_MOST = 4.0  # times the rows: further the axis does not go

Point = tuple[float, float, float, float]  # rows, score, low, high


def data_curve(verdicts: Iterable[Verdict]) -> Figure | None:
    """Draw the curve with its interval and its way on; None where no curve was measured."""
    evidence = next((verdict.evidence for verdict in verdicts if verdict.code == CODE), {})
    ahead: list[Point] = [tuple(map(float, one)) for one in evidence.get("expected", ())]  # type: ignore[misc]
    if not ahead or not evidence.get("macro_f1"):
        return None
    measured = _measured(evidence)
    laws: list[Point] = [tuple(map(float, one)) for one in evidence.get("laws", ())]  # type: ignore[misc]
    shown = [point for point in ahead if point[0] <= _MOST * ahead[0][0] + 1]
    x = Scale.over([point[0] for point in (*measured, *shown)], 46, WIDTH - 12, log=True)
    ends = [end for point in (*measured, *laws, *shown) for end in point[1:]]
    y = Scale.over(ends, _BOTTOM, _TOP)
    axes = Axes(x, y, "training rows", "macro-F1 of a quick probe")
    parts = [*axes.draw(write=count), *_curve(axes, measured, laws, shown), *_needed(axes, evidence)]
    return Figure(_title(evidence), picture(_title(evidence), _HEIGHT, parts), _note(evidence))


def _measured(evidence: Mapping[str, Any]) -> list[Point]:
    ends = evidence.get("macro_f1_interval") or [[score, score] for score in evidence["macro_f1"].values()]
    found = zip(evidence["macro_f1"].items(), ends, strict=True)
    return [(float(rows), float(score), float(low), float(high)) for (rows, score), (low, high) in found]


def _curve(axes: Axes, measured: list[Point], laws: list[Point], ahead: list[Point]) -> Iterator[Markup]:
    """Draw one line up to now and on from there, and what was measured as dots beside it.

    The line is that of the laws, which goes through the dots' scatter; where a run kept none, it joins the dots.
    """
    behind = [*(laws or measured), ahead[0]]
    yield _band(axes, [*behind, *ahead[1:]])
    yield axes.level(ahead[0][0])
    yield polyline([(axes.x(rows), axes.y(score)) for rows, score, _, _ in ahead], "model-line dashed")
    yield polyline([(axes.x(rows), axes.y(score)) for rows, score, _, _ in behind], "model-line")
    for rows, score, low, high in measured:
        if laws:
            yield stroke(axes.x(rows), axes.y(low), axes.x(rows), axes.y(high), "model-whisker")
        yield dot(axes.x(rows), axes.y(score), "model-dot", _tip(rows, score, low, high), 3)
    yield words(axes.x(ahead[0][0]), axes.y.end - 6, "now", anchor="end", class_="label")
    twice = next((point for point in ahead if point[0] >= 2 * ahead[0][0] - 1), None)
    if twice is not None:
        yield stroke(axes.x(twice[0]), axes.y(twice[2]), axes.x(twice[0]), axes.y(twice[3]), "model-whisker")
        yield dot(axes.x(twice[0]), axes.y(twice[1]), "model-ring", _tip(*twice), 6)
        yield words(axes.x(twice[0]), axes.y.end - 6, "twice", anchor="middle", class_="label")


def _band(axes: Axes, points: list[Point]) -> Markup:
    upper = [(axes.x(rows), axes.y(high)) for rows, _, _, high in points]
    lower = [(axes.x(rows), axes.y(low)) for rows, _, low, _ in points]
    return polyline([*upper, *reversed(lower)], "range")


def _needed(axes: Axes, evidence: Mapping[str, Any]) -> Iterator[Markup]:
    """Mark the next scores where they are reached, if that lies in the picture."""
    for score, rows, low, high in evidence.get("needed", ()):
        if rows is None or not (axes.x.low <= rows <= axes.x.high and axes.y.low <= score <= axes.y.high):
            continue
        ends = f"{count(low)} to {count(high)}" if high is not None else f"{count(low)} or more"
        yield stroke(axes.x.start, axes.y(score), axes.x(rows), axes.y(score), "chance")
        yield diamond(axes.x(rows), axes.y(score), "other-dot", f"{score:.2f} at about {count(rows)} rows ({ends})")


def _tip(rows: float, score: float, low: float, high: float) -> str:
    return f"{count(rows)} rows: {three(score)} ({three(low)} to {three(high)})"


def _title(evidence: Mapping[str, Any]) -> str:
    low, high = (100 * end for end in evidence["interval"])
    gain = 100 * evidence["gain_by_doubling"]
    return f"Twice the rows would add {gain:.1f} points of macro-F1 ({low:.1f} to {high:.1f})"


def _note(evidence: Mapping[str, Any]) -> str:
    told = [_needs(*one) for one in evidence.get("needed", ())]
    needs = f"{'; '.join(told)}. " if told else ""
    return (
        f"{needs}A probe on {evidence['features']}, not the model itself. Dots: measured; the line: the laws through "
        "them, dashed where they are carried on from all rows there are. Intervals are 95 %."
    )


def _needs(score: float, rows: float | None, low: float | None, high: float | None) -> str:
    if low is None:
        return f"{score:.2f} lies beyond what the curve reaches"
    if rows is None:
        return f"{score:.2f} needs {count(low)} rows at the least, and may never come"
    return f"{score:.2f} at about {count(rows)} rows ({count(low)} to {'no end' if high is None else count(high)})"
