"""Score against cost: what teaching each model takes, beside what it reaches on the same test rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from finetooth.core.beside import Beside
from finetooth.core.results import Score, Scores
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, box, dot, picture, square, stroke, words
from finetooth.report.numbers import baseline_name, duration, known, metric_name, three, with_interval

LEAST = 0.01  # seconds: what costs less has no bar
_STEP, _TOP, _COST, _SCORE = 40, 52, 150, 178  # where the bars of costs end and where the scores begin


@dataclass(frozen=True)
class _Row:
    name: str
    seconds: float
    score: Score
    value: float
    kind: str


def cost_scores(beside: Beside | None, scores: Scores) -> Figure | None:
    """Draw a row a model: a bar of seconds and the score; None where the model's own are not known."""
    rows = _rows(beside, scores) if beside else []
    if beside is None or len(rows) < 2 or rows[0].kind != "model":
        return None
    bars = Scale(LEAST, max(row.seconds for row in rows) * 1.1, 6, _COST, log=True)
    x = Scale.over([end for row in rows for end in _ends(row)], _SCORE, WIDTH - 6)
    bottom = _TOP + _STEP * len(rows) - 14
    parts = [
        words(6, 14, "time to teach it (log)", class_="label"),
        words(WIDTH, 14, metric_name(beside.metric), anchor="end", class_="label"),
        *_grid(x, bottom),
    ]
    for place, row in enumerate(rows):
        parts += _drawn(row, bars, x, _TOP + place * _STEP)
    title = _title(beside, rows)
    return Figure(title, picture(title, bottom + 22, parts), "Whiskers are 95 % intervals; all on the same test rows.")


def _rows(beside: Beside, scores: Scores) -> list[_Row]:
    """Return the model first, if it has a price and a score, then the simple models, the best first."""
    told = [("this model", scores.get(beside.metric), beside.price.seconds, "model")]
    told += [(baseline_name(one.name), one.score, one.price.seconds, "other") for one in beside.rivals]
    found = [
        _Row(name, seconds, score, score.value, kind)
        for name, score, seconds, kind in told
        if score is not None and seconds is not None and score.value is not None and known(score.value) is not None
    ]
    return sorted(found, key=lambda row: (row.kind != "model", -row.value))


def _ends(row: _Row) -> list[float]:
    return [end for end in (row.value, row.score.low, row.score.high) if end is not None]


def _grid(x: Scale, bottom: float) -> Iterator[Markup]:
    for value in x.ticks(3):
        yield stroke(x(value), 24, x(value), bottom, "grid")
        yield words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick")


def _drawn(row: _Row, bars: Scale, x: Scale, y: float) -> Iterator[Markup]:
    spent = "no time" if row.seconds < LEAST else duration(row.seconds) if row.seconds >= 0.1 else "under 0.1 s"
    yield words(0, y - 9, row.name, class_="name" if row.kind == "model" else "label", room=250)
    yield words(WIDTH, y - 9, f"{spent}, {three(row.value)}", anchor="end", class_="number")
    if row.seconds >= LEAST:
        yield stroke(6, y, bars(row.seconds), y, f"{row.kind}-whisker")
        yield box(6, y - 3, bars(row.seconds) - 6, 6, f"{row.kind}-dot", f"{row.name}: {spent}")
    if row.score.low is not None and row.score.high is not None:
        yield stroke(x(row.score.low), y, x(row.score.high), y, f"{row.kind}-whisker")
    mark = dot if row.kind == "model" else square
    yield mark(x(row.value), y, f"{row.kind}-dot", f"{row.name}: {with_interval(row.score)}")


def _title(beside: Beside, rows: list[_Row]) -> str:
    best = beside.best
    other = next((row for row in rows if best and row.name == baseline_name(best.name)), None)
    if best is None or best.gain is None or other is None:
        return "What each model costs, and what it reaches"
    times = rows[0].seconds / max(LEAST, other.seconds)
    dearer = f"{times:,.0f} times the time" if times >= 1.5 else "about the same time"
    if best.low is not None and best.low > 0:
        return f"{three(best.gain)} above {other.name}, for {dearer}"
    return f"Not better, beyond noise, than {other.name}, for {dearer}"
