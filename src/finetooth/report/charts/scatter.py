"""Scatter: what was predicted against what is true, for each test row, and the line on which both are the same."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from markupsafe import Markup

from finetooth.core.results import Scores
from finetooth.problems.numbers import numbers_of
from finetooth.problems.problem import REGRESSION
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, dot, picture, stroke, words
from finetooth.report.numbers import count, plain, with_interval
from finetooth.report.text import line

MOST = 600  # rows that are drawn
_LEFT, _TOP, _SIDE = 46, 30, 400


def scatter(predictions: pl.DataFrame, scores: Scores, problem_type: str) -> Figure | None:
    """Draw it for numbers; None for other kinds of problems, and where no row has a number."""
    if problem_type != REGRESSION:
        return None
    known = predictions.with_columns(numbers_of(predictions["truth"].cast(pl.String)).alias("truth"))
    rows = known.drop_nulls("truth").filter(pl.col("p_0").is_finite())
    if rows.is_empty():
        return None
    drawn = rows if len(rows) <= MOST else rows.sample(MOST, seed=0)
    both = np.concatenate([drawn["truth"].to_numpy(), drawn["p_0"].to_numpy()]).tolist()
    across, up = Scale.over(both, _LEFT, WIDTH - 6), Scale.over(both, _TOP + _SIDE, _TOP)
    parts = [*Axes(across, up, "truth", "predicted").draw(), *_line(across, up), *_dots(drawn, across, up)]
    note = f"{count(len(drawn))} of {count(len(rows))} rows, drawn at random. " if len(drawn) < len(rows) else ""
    note += "On the line the answer is the truth; above it the answer is too high."
    return Figure(_title(scores, rows), picture(_title(scores, rows), _TOP + _SIDE + 44, parts), note)


def _line(across: Scale, up: Scale) -> Iterator[Markup]:
    low, high = across.low, across.high
    yield stroke(across(low), up(low), across(high), up(high), "mark")
    yield words(across(high) - 4, up(high) + 16, "predicted = truth", anchor="end", class_="tick")


def _dots(drawn: pl.DataFrame, across: Scale, up: Scale) -> Iterator[Markup]:
    for truth, said in drawn.select("truth", "p_0").iter_rows():
        yield dot(across(truth), up(said), "model-dot", f"truth {plain(truth)}, predicted {plain(said)}", 2.5)


def _title(scores: Scores, rows: pl.DataFrame) -> str:
    error = with_interval(scores.get("mean_absolute_error"))
    shift = float((rows["p_0"] - rows["truth"]).mean() or 0.0)  # type: ignore[arg-type]
    way = "too high" if shift > 0 else "too low"
    return line(f"Answers are off by {error} in the mean, and lean {plain(abs(shift))} {way}", 160)
