"""The model's score and the best baseline's, side by side for the first screen."""

from finetooth.core.results import Score
from finetooth.report.baselines import Baseline
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import known, metric_name, with_interval

_STEP, _BOTTOM = 36, 76


def headline_scores(score: Score | None, best: Baseline | None, clean: Score | None = None) -> Figure | None:
    """Draw one row each, and one of the score without leaked test rows; None where the model has no score."""
    if score is None or known(score.value) is None:
        return None
    whiskers = [Whisker("this model", score.value, score.low, score.high)]
    if clean is not None:
        whiskers.append(Whisker("without leaked test rows", clean.value, clean.low, clean.high))
    if best is not None:
        whiskers.append(Whisker(best.name, best.score.value, best.score.low, best.score.high, "other"))
    x = Scale.over([end for whisker in whiskers for end in whisker.ends], 16, WIDTH - 6)
    bottom = _BOTTOM + _STEP * (len(whiskers) - 2)
    parts = [stroke(x(value), 24, x(value), bottom, "grid") for value in x.ticks(4)]
    parts += [words(x(value), bottom + 15, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(4)]
    parts += rows(whiskers, x, 27, _STEP, 210)
    parts.append(words(WIDTH, bottom + 31, metric_name(score.metric), anchor="end", class_="label"))
    beside = f", {best.name} {with_interval(best.score)}" if best else ""
    honest = f", {with_interval(clean)} without leaked test rows" if clean else ""
    title = f"{metric_name(score.metric)}: this model {with_interval(score)}{honest}{beside}"
    return Figure(title, picture(title, bottom + 36, parts))
