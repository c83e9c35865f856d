"""Range test: the training loss while the learning rate rises, with the range searched and where training diverges."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, box, diamond, dot, picture, polyline, stroke, words
from finetooth.report.numbers import plural, three
from finetooth.training.range_test import RangeTest, range_of

_HEIGHT = 272
_TOP = 2.0  # times the loss of the start: what lies above is cut off, as it would press all else flat


def range_test(found: RangeTest | None) -> Figure | None:
    """Draw the curve; None where there was no range test."""
    if found is None or not found.losses:
        return None
    most = _TOP * found.smoothed[0]
    x = Scale.over([*found.rates, found.default], 46, WIDTH - 12, log=True)
    y = Scale.over([min(loss, most) for loss in found.losses], 232, 44)
    axes = Axes(x, y, "learning rate (log scale)", "training loss (nats)")
    title = _title(found)
    parts = [*_searched(found, axes), *axes.draw(), *_curve(found, axes, most), *_marks(found, axes)]
    return Figure(title, picture(title, _HEIGHT, parts), _note(found))


def _searched(found: RangeTest, axes: Axes) -> Iterator[Markup]:
    ends = range_of(found)
    if ends:
        left, right = (min(max(axes.x(end), axes.x.start), axes.x.end) for end in ends)
        tip = f"searched from {_rate(ends[0])} to {_rate(ends[1])}"
        yield box(left, axes.y.end, right - left, axes.y.start - axes.y.end, "flow-kept-band", tip)


def _curve(found: RangeTest, axes: Axes, most: float) -> Iterator[Markup]:
    for rate, loss in zip(found.rates, found.losses, strict=True):
        yield dot(axes.x(rate), axes.y(min(loss, most)), "other-dot", f"{_rate(rate)}: {three(loss)}", 2)
    points = zip(found.rates, found.smoothed, strict=True)
    yield polyline([(axes.x(rate), axes.y(min(loss, most))) for rate, loss in points], "model-line")


def _marks(found: RangeTest, axes: Axes) -> Iterator[Markup]:
    yield diamond(axes.x(found.default), axes.y.start, "third-dot", f"default {_rate(found.default)}", 6)
    yield diamond(WIDTH - 84, 10, "third-dot")
    yield words(WIDTH - 74, 14, "default", class_="label")
    if found.diverges:
        at = min(axes.x(found.diverges), axes.x.end)
        yield stroke(at, axes.y.start, at, axes.y.end, "mark")
        yield words(at - 4, axes.y.end + 12, "diverges", anchor="end", class_="label")


def _title(found: RangeTest) -> str:
    if found.steepest is None:
        return "The range test tells nothing: the loss fell by no more than noise"
    place = f"The loss falls fastest at a learning rate of {_rate(found.steepest)}"
    return f"{place} and diverges from {_rate(found.diverges)}" if found.diverges else place


def _note(found: RangeTest) -> str:
    done = f"{plural(len(found.rates), 'step')} of one fresh model, each at a higher rate than the one before."
    return f"{done} The best rate of a whole fit lies at the fall or below it; the band is what was searched."


def _rate(value: float) -> str:
    return f"{value:.1e}".replace("e-0", "e-").replace(".0e", "e")
