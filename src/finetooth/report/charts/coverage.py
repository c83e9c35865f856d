"""Coverage: how precision rises where only the surest rows are answered."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finetooth.answering.abstaining import CoveragePoint
from finetooth.answering.answering import Answering
from finetooth.answering.effect import Effect
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, dot, element, picture, polyline, stroke, words
from finetooth.report.numbers import known, percent

_HEIGHT = 330


def coverage_chart(effect: Effect | None, answering: Answering | None, target: float | None) -> Figure | None:
    """Draw the test rows' curve with its band, and that of the held-out rows; None where there is none."""
    if effect is None or answering is None or len(effect.curve) < 3:
        return None
    ends = [end for point in effect.curve for end in (point.low, point.high)]
    ends += [point.precision for point in answering.curve] + ([target] if target else [])
    axes = Axes(Scale(0.0, 1.0, 46, WIDTH - 12), Scale.over(ends, 280, 46), "share of rows answered", "precision")
    parts = [*axes.draw(), _band(axes, effect.curve)]
    if target:
        parts += [stroke(axes.x(0), axes.y(target), axes.x(1), axes.y(target), "limit")]
        parts += [words(axes.x(0) + 4, axes.y(target) - 5, f"asked for: {percent(target)}", class_="limit-text")]
    parts += [polyline(_line(axes, answering.curve), "other-line dashed")]
    parts += [polyline(_line(axes, effect.curve), "model-line"), *_place(axes, effect), *_legend()]
    title = _title(effect)
    note = (
        "The surest rows stand at the left. The band is the 95 % interval of the test rows; thresholds are chosen on "
        "the held-out rows alone."
    )
    return Figure(title, picture(title, _HEIGHT, parts), note)


def _line(axes: Axes, points: Sequence[CoveragePoint]) -> list[tuple[float, float]]:
    return [(axes.x(point.coverage), axes.y(point.precision)) for point in points]


def _band(axes: Axes, points: Sequence[CoveragePoint]) -> Markup:
    upper = [(axes.x(point.coverage), axes.y(point.high)) for point in points]
    lower = [(axes.x(point.coverage), axes.y(point.low)) for point in reversed(points)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (*upper, *lower))
    return element("path", d=f"M{path}Z", class_="range")


def _place(axes: Axes, effect: Effect) -> Iterator[Markup]:
    """Mark what is answered, where some rows are held back."""
    if effect.coverage is None or effect.precision is None:
        return
    coverage, precision = known(effect.coverage.value), known(effect.precision.value)
    if coverage is not None and precision is not None:
        tip = f"{percent(coverage)} are answered, {percent(precision)} of them right"
        yield dot(axes.x(coverage), axes.y(precision), "model-ring", tip, 6)


def _legend() -> Iterator[Markup]:
    yield stroke(150, 16, 170, 16, "model-line")
    yield words(176, 20, "test rows", class_="label")
    yield stroke(248, 16, 268, 16, "other-line dashed")
    yield words(274, 20, "held-out rows", class_="label")


def _title(effect: Effect) -> str:
    if effect.coverage is not None and effect.precision is not None and effect.precision.value is not None:
        told = f"{percent(effect.coverage.value or 0.0)} of the test rows are answered"
        return f"{told}, {percent(effect.precision.value)} of them right"
    half = min(effect.curve, key=lambda point: abs(point.coverage - 0.5))
    whole = effect.curve[-1]
    return f"{percent(whole.precision)} of all answers are right, and {percent(half.precision)} of the surer half"
