"""Over time: the score of each run with its interval, the decision as its mark, from the first run to the last."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finetooth.comparing.history import Past
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, diamond, dot, picture, polyline, square, stroke, words
from finetooth.report.numbers import known, metric_name, plural, with_interval

_LEFT, _TOP, _BOTTOM = 44, 34, 190
_MOST = 40


def over_time(line: Sequence[Past]) -> Figure | None:
    """Draw runs with the same test rows, the last 40 of them; None where fewer than two have a score."""
    shown = [past for past in line if past.score and known(past.score.value) is not None][-_MOST:]
    if len(shown) < 2:
        return None
    ends = [end for past in shown if past.score for end in (past.score.value, past.score.low, past.score.high)]
    y = Scale.over([end for end in ends if end is not None], _BOTTOM, _TOP)
    x = Scale(0, max(1, len(shown) - 1), _LEFT + 14, WIDTH - 14)
    parts = [
        *_frame(y),
        *_dates(shown, x),
        polyline(_path(shown, x, y), "other-line"),
        *_marks(shown, x, y),
        *_legend(),
    ]
    title = _title(shown)
    cut = f"The last {_MOST} of {plural(len(line), 'run')}." if len(line) > _MOST else ""
    return Figure(title, picture(title, _BOTTOM + 44, parts), cut)


def _path(shown: Sequence[Past], x: Scale, y: Scale) -> list[tuple[float, float]]:
    return [
        (x(place), y(past.score.value))
        for place, past in enumerate(shown)
        if past.score and past.score.value is not None
    ]


def _marks(shown: Sequence[Past], x: Scale, y: Scale) -> Iterator[Markup]:
    for place, past in enumerate(shown):
        if past.score is None or past.score.value is None:
            continue
        at, height = x(place), y(past.score.value)
        kind = "bad" if past.is_worse else "model" if past.go else "other"
        tip = f"{past.name}: {with_interval(past.score)}, {'go' if past.go else 'no-go'}"
        if past.score.low is not None and past.score.high is not None:
            yield stroke(at, y(past.score.low), at, y(past.score.high), f"{kind}-whisker")
        mark = diamond if past.is_worse else dot if past.go else square
        yield mark(at, height, f"{kind}-dot", tip)


def _frame(y: Scale) -> Iterator[Markup]:
    for value in y.ticks(4):
        yield stroke(_LEFT, y(value), WIDTH, y(value), "grid")
        yield words(_LEFT - 6, y(value) + 4, tick_text(value), anchor="end", class_="tick")
    yield stroke(_LEFT, _BOTTOM, WIDTH, _BOTTOM, "axis")


def _dates(shown: Sequence[Past], x: Scale) -> Iterator[Markup]:
    """Yield the first and the last date: those between would stand in each other's way."""
    yield words(x(0), _BOTTOM + 17, shown[0].at[:10], class_="tick", anchor="start")
    yield words(x(len(shown) - 1), _BOTTOM + 17, shown[-1].at[:10], class_="tick", anchor="end")
    yield words(WIDTH, _BOTTOM + 36, "run after run", anchor="end", class_="label")


def _legend() -> Iterator[Markup]:
    at = 6.0
    for mark, kind, name in ((dot, "model", "go"), (square, "other", "no-go"), (diamond, "bad", "worse than accepted")):
        yield mark(at, 10, f"{kind}-dot")
        yield words(at + 9, 14, name, class_="label")
        at += 30 + 7.2 * len(name)


def _title(shown: Sequence[Past]) -> str:
    metric, worse = metric_name(shown[-1].metric), sum(past.is_worse for past in shown)
    tail = f"; {plural(worse, 'run')} worse than the last accepted one" if worse else ""
    return f"{metric} of {plural(len(shown), 'run')}: the last has {with_interval(shown[-1].score)}{tail}"
