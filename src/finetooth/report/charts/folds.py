"""The folds of a cross-validation: each one's score, and what all of them tell together."""

from collections.abc import Sequence

from finetooth.core.results import CrossValidation, Fold
from finetooth.core.statistics import Z
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
    repeats = max((fold.repeat for fold in order), default=1)
    whiskers += [_whisker(fold, repeats) for fold in order[:_MOST]]
    x = Scale.over([end for whisker in whiskers for end in whisker.ends], 6, WIDTH - 6)
    bottom = 30 + _STEP * (len(whiskers) - 1) + 14
    parts = [stroke(x(value), 24, x(value), bottom, "grid") for value in x.ticks(4)]
    parts += [words(x(value), bottom + 15, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(4)]
    parts += rows(whiskers, x, 30, _STEP, 180)
    title = _title(crossed)
    return Figure(title, picture(title, bottom + 20, parts), _note(crossed, len(order)) + _unscored(order))


def _whisker(fold: Fold, repeats: int) -> Whisker:
    """Return a fold's row; one without a score has a name alone, and one whose error is unknown no whisker."""
    name = f"fold {fold.number}" + (f" of repeat {fold.repeat}" if repeats > 1 else "")
    score, error = known(fold.score), known(fold.error)
    if score is None:
        return Whisker(f"{name}: no score", None, None, None, "other")
    if error is None:
        return Whisker(name, score, None, None, "other")
    return Whisker(name, score, max(0.0, score - Z * error), min(1.0, score + Z * error), "other")


def _unscored(folds: Sequence[Fold]) -> str:
    """Say how many folds have no score, and are not drawn for it."""
    count = sum(known(fold.score) is None for fold in folds)
    return f" {plural(count, 'fold')} without a score: no mark is drawn." if count else ""


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
