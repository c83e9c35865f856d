"""Out of scope: how strange test rows, rows of no class and field rows are, and from where on they are flagged."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, polyline, stroke, words
from finetooth.report.numbers import percent
from finetooth.scope.results import ScopeLook, Spread

_LEFT, _TOP, _BOTTOM = 46, 64, 230


def out_of_scope(look: ScopeLook | None) -> Figure | None:
    """Draw the share of each kind of rows by strangeness; None where no threshold was set."""
    if look is None or not look.spread.test:
        return None
    shown = look.spread
    low, high = _reach(shown)
    most = max(share for shares in (shown.test, shown.unknown, shown.field) for share in shares)
    axes = Axes(
        Scale(low, high, _LEFT, WIDTH - 10), Scale(0.0, 100 * most * 1.05, _BOTTOM, _TOP), "strangeness", "% of rows"
    )
    parts = [*axes.draw(6, 4), *_bars(axes, shown)]
    parts += [polyline(_steps(axes, shown.edges, shares), kind) for shares, kind in _lines(shown)]
    x = axes.x(1.0)
    parts += [stroke(x, _TOP - 14, x, _BOTTOM, "ink-whisker"), words(x + 5, _TOP - 6, "flagged →", class_="name")]
    parts += _legend(shown)
    return Figure(_title(look), picture(_title(look), _BOTTOM + 40, parts), _note(look))


def _reach(shown: Spread) -> tuple[float, float]:
    """Return the ends of the bins that hold rows, with the threshold inside."""
    kinds = [shares for shares in (shown.test, shown.unknown, shown.field) if shares]
    filled = [place for place in range(len(shown.edges) - 1) if any(shares[place] for shares in kinds)]
    return min(shown.edges[filled[0]], 0.0), max(shown.edges[filled[-1] + 1], 1.5)


def _bars(axes: Axes, shown: Spread) -> Iterator[Markup]:
    for place, share in enumerate(shown.test):
        if share:
            left, right = axes.x(shown.edges[place]), axes.x(shown.edges[place + 1])
            top = axes.y(100 * share)
            tip = f"{percent(share)} of the test rows: {shown.edges[place]:.2f} to {shown.edges[place + 1]:.2f}"
            yield box(left, top, right - left - 0.6, _BOTTOM - top, "row-bar", tip)


def _lines(shown: Spread) -> Iterator[tuple[Sequence[float], str]]:
    if shown.unknown:
        yield shown.unknown, "bad-line"
    if shown.field:
        yield shown.field, "other-line dashed"


def _steps(axes: Axes, edges: Sequence[float], shares: Sequence[float]) -> list[tuple[float, float]]:
    """Return the outline of the bins, without the empty ones at either end."""
    filled = [place for place, share in enumerate(shares) if share]
    points = [(axes.x(edges[filled[0]]), axes.y(0.0))]
    for place in range(filled[0], filled[-1] + 1):
        y = axes.y(100 * shares[place])
        points += [(axes.x(edges[place]), y), (axes.x(edges[place + 1]), y)]
    return [*points, (axes.x(edges[filled[-1] + 1]), axes.y(0.0))]


def _legend(shown: Spread) -> Iterator[Markup]:
    yield box(_LEFT, 6, 12, 11, "row-bar")
    yield words(_LEFT + 18, 16, "test rows", class_="label")
    at = _LEFT + 96.0
    for shares, kind, name in ((shown.unknown, "bad-line", "of no class"), (shown.field, "other-line dashed", "field")):
        if shares:
            yield stroke(at, 12, at + 18, 12, kind)
            yield words(at + 24, 16, name, class_="label")
            at += 118


def _title(look: ScopeLook) -> str:
    alarms = percent(look.flagged_test.value)
    if look.recall is not None:
        return f"{percent(look.recall.value)} of what belongs to no class is noticed, at {alarms} false alarms"
    if look.flagged_field is not None:
        return f"{percent(look.flagged_field.value)} of the field rows are flagged, and {alarms} of the test rows"
    return f"{alarms} of the test rows would be flagged as none of the classes"


def _note(look: ScopeLook) -> str:
    how = "how unsure the model is and how far the text lies from the training rows of what it answers"
    told = how if look.by_distance else "how unsure the model is"
    return f"Strangeness joins {told}: 0 is usual, and above 1 a text is flagged. The ends hold all that lies beyond."
