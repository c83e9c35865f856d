"""F1 of each class with its interval, the weakest first."""

from finetooth.core.results import Score, Scores
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import count, known, three
from finetooth.report.text import fit, line

_STEP = 34
_MOST = 12


def class_scores(scores: Scores) -> Figure | None:
    """Draw the F1 of up to 12 classes, the weakest; None where no class has one."""
    found = weakest_first(scores)
    if not found:
        return None
    shown = found[:_MOST]
    whiskers = [Whisker(_name(score), score.value, score.low, score.high) for score in shown]
    x = Scale.over([end for whisker in whiskers for end in whisker.ends], 6, WIDTH - 6)
    top, bottom = 30, 30 + _STEP * len(shown) - 14
    parts = [stroke(x(value), 2, x(value), bottom, "grid") for value in x.ticks(5)]
    parts += [words(x(value), bottom + 16, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(5)]
    parts += [words(WIDTH, bottom + 32, "F1", anchor="end", class_="label"), *rows(whiskers, x, top, _STEP, 230)]
    title = _title(found)
    note = f"The {len(shown)} weakest of {len(found)} classes." if len(found) > len(shown) else ""
    return Figure(title, picture(title, bottom + 40, parts), note)


def weakest_first(scores: Scores) -> list[Score]:
    """Return the F1 scores of classes that have one, the weakest first."""
    found = [score for score in scores.model if score.metric == "f1" and score.label is not None]
    return sorted((score for score in found if known(score.value) is not None), key=lambda score: score.value or 0.0)


def _name(score: Score) -> str:
    return f"{fit(str(score.label), 24)} ({count(score.n)} rows)"


def _title(found: list[Score]) -> str:
    worst, best = found[0], found[-1]
    if len(found) == 1:
        return f"F1 of “{line(str(worst.label), 40)}” is {three(worst.value)}"
    name = line(str(worst.label), 40)
    return f"“{name}” is the weakest class: F1 {three(worst.value)}, the best has {three(best.value)}"
