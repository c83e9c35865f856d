"""Differences: how far a second model stands from a first in each metric or class, with paired intervals about zero."""

from collections.abc import Callable, Sequence

from finetooth.metrics.paired import Difference
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import metric_name

_STEP = 34
_MOST = 14
_KINDS = {"better": "model", "worse": "bad", "undecided": "other", "undefined": "other"}


def differences(
    found: Sequence[Difference], title: str, note: str = "", is_sure: Callable[[Difference], bool] | None = None
) -> Figure | None:
    """Draw a row each, turned so that right is better; None where nothing can be told.

    What is sure is marked: where the interval leaves out zero, unless ``is_sure`` says otherwise.
    """
    shown = [one for one in found if one.gain is not None][:_MOST]
    if not shown:
        return None
    whiskers = [_whisker(one, is_sure is None or is_sure(one)) for one in shown]
    x = Scale.over([0.0, *(end for whisker in whiskers for end in whisker.ends)], 6, WIDTH - 6)
    top, bottom = 38, 38 + _STEP * len(shown) - 14
    parts = [stroke(x(value), 10, x(value), bottom, "grid") for value in x.ticks(5)]
    parts += [words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(5)]
    parts += [stroke(x(0), 10, x(0), bottom, "axis"), *rows(whiskers, x, top, _STEP, 210)]
    parts.append(words(WIDTH, bottom + 32, "right is better", anchor="end", class_="label"))
    return Figure(title, picture(title, bottom + 40, parts), note)


def _whisker(one: Difference, sure: bool) -> Whisker:
    value, low, high = one.gain or (None, None, None)
    return Whisker(_name(one), value, low, high, _KINDS[one.standing] if sure else "other")


def _name(one: Difference) -> str:
    return one.label if one.label is not None else metric_name(one.metric)
