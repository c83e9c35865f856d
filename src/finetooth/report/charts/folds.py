"""The folds of a cross-validation: each one's score, and what all of them tell together."""

from finetooth.core.results import CrossValidation
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import known, metric_name, plain, plural, span, three

_STEP, _MOST = 30, 10
_NAMES = {"fine-tuned": "the fine-tuned model", "frozen": "the frozen encoder", "contrastive": "the contrastive model"}


def folds(crossed: CrossValidation | None) -> Figure | None:
    """Draw the folds, the worst first; None where there was no cross-validation."""
    if crossed is None:
        return None
    order = sorted(crossed.folds, key=lambda fold: (known(fold.score) or 0.0, fold.repeat, fold.number))
    whiskers = [Whisker("all rows together", crossed.score, crossed.low, crossed.high)]
    for fold in order[:_MOST]:
        repeat = f" of repeat {fold.repeat}" if max(one.repeat for one in order) > 1 else ""
        low, high = max(0.0, fold.score - 1.96 * fold.error), min(1.0, fold.score + 1.96 * fold.error)
        whiskers.append(Whisker(f"fold {fold.number}{repeat}", fold.score, low, high, "other"))
    x = Scale.over([end for whisker in whiskers for end in whisker.ends], 6, WIDTH - 6)
    bottom = 30 + _STEP * (len(whiskers) - 1) + 14
    parts = [stroke(x(value), 24, x(value), bottom, "grid") for value in x.ticks(4)]
    parts += [words(x(value), bottom + 15, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(4)]
    parts += rows(whiskers, x, 30, _STEP, 180)
    title = _title(crossed)
    return Figure(title, picture(title, bottom + 20, parts), _note(crossed, len(order)))


def _title(crossed: CrossValidation) -> str:
    count = plural(len(crossed.folds), "fold")
    score = f"{metric_name(crossed.metric)} {three(crossed.score)} {span(crossed.low, crossed.high)}".strip()
    return f"{count} by turns: {score} on rows that the model had not seen"


def _note(crossed: CrossValidation, count: int) -> str:
    handed = {"refit": f"fitted again on all {crossed.rows:,} rows", "soup": "the mean of the folds' models"}[
        crossed.final
    ]
    length = f", for {plain(crossed.epochs)} epochs, the folds' mean" if crossed.chosen == "fine-tuned" else ""
    others = ", ".join(
        f"{_NAMES[kind]} {three(score)}" for kind, score in crossed.beside.items() if kind != crossed.chosen
    )
    beside = f" Beside it: {others}." if others else ""
    hidden = f" The worst {_MOST} of {count} folds are shown." if count > _MOST else ""
    return f"Handed on is {_NAMES[crossed.chosen]}, {handed}{length}.{beside}{hidden}"
