"""Overall scores with their intervals, beside those of the baselines on the same rows."""

from collections.abc import Iterator

from markupsafe import Markup

from finetooth.core.results import Score, Scores
from finetooth.report.baselines import best_baseline, comparison, shown_baselines
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, diamond, dot, picture, square, stroke, words
from finetooth.report.numbers import baseline_name, known, metric_name, with_interval
from finetooth.report.text import width

_DRAWN = (  # each kind of problem has some of them
    "accuracy",
    "balanced_accuracy",
    "macro_f1",
    "mcc",
    "roc_auc",
    "micro_f1",
    "subset_accuracy",
    "quadratic_kappa",
    "spearman",
)
_STEP, _LANE = 66, 11
_BESIDE = 2  # baselines: the best
_MARKS = (("model", dot), ("other", square), ("third", diamond))


def overall_scores(scores: Scores) -> Figure | None:
    """Draw one group of lanes a metric: the model above, each baseline below it. None without any number.

    Of the metrics of which more is better a handful, the one that models are picked by first.
    """
    found = {score.metric: score for score in scores.model if score.label is None and known(score.value) is not None}
    overall = [found[name] for name in dict.fromkeys((scores.selection_metric, *_DRAWN)) if name in found]
    if not overall:
        return None
    lanes = {score.metric: _lanes(score, scores) for score in overall}
    ends = [end for lane in lanes.values() for _, score in lane for end in (score.value, score.low, score.high)]
    x = Scale.over([end for end in ends if known(end) is not None and end is not None], 6, WIDTH - 6)
    legend, lower = _legend(scores)
    top, bottom = 44 + lower, 44 + lower + _STEP * len(overall)
    parts = [*legend, *_frame(x, top - 8, bottom - 8)]
    for place, score in enumerate(overall):
        parts += _group(score, lanes[score.metric], x, top + place * _STEP)
    title = _title(scores)
    return Figure(title, picture(title, bottom + 32, parts), "Whiskers are 95 % intervals; all on the same test rows.")


def _lanes(score: Score, scores: Scores) -> list[tuple[str, Score]]:
    others = [
        (baseline_name(name), other)
        for name in shown_baselines(scores, _BESIDE)
        for other in scores.baselines[name]
        if other.metric == score.metric and other.label is None and known(other.value) is not None
    ]
    return [("this model", score), *others]


def _group(score: Score, lanes: list[tuple[str, Score]], x: Scale, y: float) -> Iterator[Markup]:
    yield words(0, y + 6, metric_name(score.metric), class_="name")
    yield words(WIDTH, y + 6, with_interval(score), anchor="end", class_="number")
    for place, (name, other) in enumerate(lanes):
        kind, mark = _MARKS[min(place, 2)]
        at = y + 19 + place * _LANE
        if other.low is not None and other.high is not None:
            yield stroke(x(other.low), at, x(other.high), at, f"{kind}-whisker")
        if other.value is not None:
            yield mark(x(other.value), at, f"{kind}-dot", f"{name}: {with_interval(other)}")


def _legend(scores: Scores) -> tuple[list[Markup], float]:
    """Return the names of the marks, and how much lower the plot begins where they do not stand in one line."""
    names = ["this model", *(baseline_name(name) for name in shown_baselines(scores, _BESIDE))]
    x, y, parts = 6.0, 10.0, []
    for (kind, mark), name in zip(_MARKS, names, strict=False):
        room = min(width(name) * 7.2, WIDTH - 20)
        if x > 6 and x + 9 + room > WIDTH:
            x, y = 6.0, y + 18
        parts += [mark(x, y, f"{kind}-dot"), words(x + 9, y + 4, name, class_="label", room=WIDTH - 20)]
        x += 26 + room
    return parts, y - 10


def _frame(x: Scale, top: float, bottom: float) -> Iterator[Markup]:
    for value in x.ticks(5):
        yield stroke(x(value), top, x(value), bottom, "grid")
        yield words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick")
    yield words(WIDTH, bottom + 32, "score", anchor="end", class_="label")


def _title(scores: Scores) -> str:
    metric = scores.selection_metric
    mine, best = scores.get(metric), best_baseline(scores)
    head = f"{metric_name(metric)} is {with_interval(mine)}"
    return f"{head}: {comparison(mine, best)}" if mine and best else head
