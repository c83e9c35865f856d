"""Slices: the score over each searched option but the learning rate, side by side."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.core.tuning import Dimension, Trial
from finetooth.report.charts.option_scale import OptionScale
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, dot, picture, stroke, words
from finetooth.report.charts.trials import best_trial, hit
from finetooth.report.numbers import known, metric_name, plain, three

_LEFT, _GAP, _PANEL, _STEP = 40, 26, 96, 158
_MOST = 8


def slices(tried: tuple[Trial, ...], space: tuple[Dimension, ...], metric: str) -> Figure | None:
    """Draw a small panel an option; None where no other option was tried at two values, or too few trials have scores.

    A setting is drawn once, and trials without a score are not.
    """
    scored = [trial for trial in tried if known(trial.score) is not None and trial.same_as is None]
    best = best_trial(tried)
    others = [part for part in space if part.name != "learning_rate" and _varied(part, scored)]
    if best is None or not others:
        return None
    y = Scale.over([trial.score for trial in scored if trial.score is not None], _PANEL, 8, pad=0.1)
    values = ", ".join(f"{part.name} {plain(best.params[part.name])}" for part in others[:3])
    title = f"The best trial has {values}{' …' if len(others) > 3 else ''}"
    wide = (WIDTH - _LEFT - _GAP) / 2
    parts: list[Markup] = []
    for place, part in enumerate(others[:_MOST]):
        left, top = _LEFT + (place % 2) * (wide + _GAP), 24 + (place // 2) * _STEP
        parts += _panel(part, scored, best, OptionScale.of(part, scored, left, left + wide), y, top, place % 2 == 0)
    height = 24 + ((min(len(others), _MOST) + 1) // 2) * _STEP - 22
    hidden = f" {len(others) - _MOST} more are not drawn." if len(others) > _MOST else ""
    ended = "; hollow ones were ended early" if any(trial.pruned for trial in scored) else ""
    note = f"Validation {metric_name(metric)} of each trial{ended}.{hidden}"
    return Figure(title, picture(title, height, parts), note)


def _varied(part: Dimension, scored: list[Trial]) -> bool:
    return len({repr(trial.params.get(part.name)) for trial in scored}) > 1


def _panel(
    part: Dimension, scored: list[Trial], best: Trial, x: OptionScale, y: Scale, top: float, ticks: bool
) -> Iterator[Markup]:
    yield words(x.start, top - 2, part.name, class_="label", room=x.end - x.start)
    for value in y.ticks(3):
        yield stroke(x.start, top + y(value), x.end, top + y(value), "grid")
        if ticks:
            yield words(x.start - 6, top + y(value) + 4, tick_text(value), anchor="end", class_="tick")
    yield stroke(x.start, top + y.start, x.end, top + y.start, "axis")
    yield from x.ticks(top + y.start)
    for trial in sorted(scored, key=lambda one: (one is best, one.number == 0)):
        place, score = x(trial), trial.score
        if place is not None and score is not None:
            tip = f"trial {trial.number}: {three(score)}, {plain(trial.params[part.name])}"
            yield hit(place, top + y(score), trial, tip, 3)
            if trial is best:
                yield dot(place, top + y(score), "model-ring", tip, 7)
