"""The score on the test, the score predicted for the field, and the field's own where it has labels, on one scale."""

from finetooth.core.results import Score, Scores
from finetooth.field.results import FieldLook, Predicted
from finetooth.report.charts.scale import Scale, tick_text
from finetooth.report.charts.svg import WIDTH, Figure, picture, stroke, words
from finetooth.report.charts.whiskers import Whisker, rows
from finetooth.report.numbers import count, known, metric_name, plural, span, three

_STEP = 36


def field_scores_chart(look: FieldLook | None, test: Scores, field: Scores | None) -> Figure | None:
    """Draw a row each; None where no score was predicted."""
    if look is None or look.estimate is None:
        return None
    told = look.estimate.get(test.selection_metric) or look.estimate.accuracy
    measured = field.get(told.metric) if field else None
    whiskers = [*_row("on the test rows", test.get(told.metric)), _predicted(told, look.estimate.labelled)]
    whiskers += _row("field rows with labels", measured)
    x = Scale.over([end for whisker in whiskers for end in whisker.ends], 6, WIDTH - 6)
    bottom = 27 + _STEP * (len(whiskers) - 1) + 13
    parts = [stroke(x(value), 8, x(value), bottom, "grid") for value in x.ticks(4)]
    parts += [words(x(value), bottom + 15, tick_text(value), anchor="middle", class_="tick") for value in x.ticks(4)]
    parts += rows(whiskers, x, 27, _STEP, 220)
    parts.append(words(WIDTH, bottom + 31, metric_name(told.metric), anchor="end", class_="label"))
    title = _title(told, test.get(told.metric))
    note = f"Predicted from {plural(look.estimate.shifts, 'simulated shift')} of {count(look.estimate.held_rows)} "
    note += "held-out rows; in nine of ten cases the score should lie within its whisker."
    return Figure(title, picture(title, bottom + 36, parts), note)


def _row(name: str, score: Score | None) -> list[Whisker]:
    if score is None or known(score.value) is None:
        return []
    return [Whisker(f"{name} ({count(score.n)})", score.value, score.low, score.high, "other")]


def _predicted(told: Predicted, labelled: int) -> Whisker:
    name = f"predicted, with {count(labelled)} labels" if labelled else "predicted, without labels"
    return Whisker(name, told.value, told.low, told.high)


def _title(told: Predicted, test: Score | None) -> str:
    said = f"In the field {metric_name(told.metric)} is expected to be {three(told.value)} {span(told.low, told.high)}"
    value = known(test.value) if test else None
    if value is None or test is None:
        return said
    if known(test.low) is not None and told.high < (test.low or 0):
        return f"{said}: below the {three(value)} of the test"
    return f"{said}, beside {three(value)} on the test"
