"""Reliability: how often answers of about the same confidence are right, before and after calibration."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from finetooth.answering.effect import Effect, ReliabilityBin
from finetooth.core.results import Score
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, dot, picture, polyline, square, stroke, words
from finetooth.report.numbers import count, known, percent, three

_HEIGHT = 330


def reliability_chart(effect: Effect | None, calibrated: bool) -> Figure | None:
    """Draw confidence against the share that is right; None where no test row is labelled."""
    if effect is None or not effect.reliability:
        return None
    before = effect.reliability_before if calibrated else ()
    ends = [part.confidence for part in (*before, *effect.reliability)]
    rights = [end for part in effect.reliability for end in (part.low, part.high)]
    rights += [part.right for part in before]
    low = max(0.0, min([*ends, *rights]) - 0.02)
    axes = Axes(Scale(low, 1.0, 46, WIDTH - 12), Scale(low, 1.0, 280, 46), "confidence", "share that is right")
    parts = [*axes.draw(), stroke(axes.x(low), axes.y(low), axes.x(1), axes.y(1), "axis")]
    parts += _before(axes, before)
    for part in effect.reliability:
        x = axes.x(part.confidence)
        parts += [stroke(x, axes.y(part.low), x, axes.y(part.high), "model-whisker")]
        parts += [dot(x, axes.y(part.right), "model-dot", _tip(part))]
    parts += _legend(calibrated)
    title = _title(effect, calibrated)
    return Figure(title, picture(title, _HEIGHT, parts), _note(effect))


def _before(axes: Axes, bins: Sequence[ReliabilityBin]) -> Iterator[Markup]:
    yield polyline([(axes.x(part.confidence), axes.y(part.right)) for part in bins], "other-line dashed")
    for part in bins:
        yield square(axes.x(part.confidence), axes.y(part.right), "other-dot", f"before: {_tip(part)}", 7)


def _tip(part: ReliabilityBin) -> str:
    right = f"{percent(part.right)} ({percent(part.low)} to {percent(part.high)})"
    return f"{count(part.rows)} rows, {percent(part.confidence)} sure: {right} are right"


def _legend(calibrated: bool) -> Iterator[Markup]:
    yield dot(190, 16, "model-dot")
    yield words(198, 20, "as answered" if not calibrated else "calibrated", class_="label")
    if calibrated:
        yield square(285, 16, "other-dot", size=7)
        yield words(294, 20, "as told", class_="label")


def _title(effect: Effect, calibrated: bool) -> str:
    before, after = (_ece(scores) for scores in (effect.before, effect.after))
    if after is None:
        return "How much its confidence can be believed"
    if calibrated and before is not None:
        return f"Calibration took the ECE from {three(before)} to {three(after)}"
    return f"Confidence and truth lie {three(after)} apart in the mean (ECE)"


def _ece(scores: Sequence[Score]) -> float | None:
    return next((known(score.value) for score in scores if score.metric == "ece"), None)


def _note(effect: Effect) -> str:
    sizes = sorted(part.rows for part in effect.reliability)
    about = count(sizes[0]) if sizes[0] == sizes[-1] else f"{count(sizes[0])} to {count(sizes[-1])}"
    said = (
        f"Each mark stands for {about} test rows of about the same confidence, with its 95 % interval; on the line "
        "they would be right as often as is told."
    )
    if effect.ece_by_chance is None:
        return said
    return f"{said} Chance alone gives a calibrated model an ECE of {three(effect.ece_by_chance[0])} on these rows."
