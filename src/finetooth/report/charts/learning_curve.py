"""Learning curve: losses and score by epoch; marks where the kept checkpoint, the turn and any retries lie."""

from collections.abc import Callable, Iterator
from math import isfinite

from markupsafe import Markup

from finetooth.core.results import Curve, CurvePoint
from finetooth.guards.memorisation import grew_too_sure, turn
from finetooth.report.charts.axes import Axes
from finetooth.report.charts.scale import Scale
from finetooth.report.charts.svg import WIDTH, Figure, diamond, dot, picture, polyline, square, stroke, words
from finetooth.report.numbers import metric_name, plain, plural, three

_HEIGHT = 372
_CALIBRATED = "model-line thin dashed"
Value = Callable[[CurvePoint], float]


def learning_curve(curve: Curve) -> Figure | None:
    """Draw the curve; None where there are no points."""
    if not curve.points:
        return None
    title = _title(curve)
    epochs = Scale.over([point.epoch for point in curve.points], 46, WIDTH - 12)
    losses = [loss for point in curve.points for loss in (point.train_loss, point.validation_loss)]
    losses += [point.calibrated_loss for point in curve.points if isfinite(point.calibrated_loss)]
    scores = [score for point in curve.points for score in (point.train_score, point.validation_score)]
    upper = Axes(epochs, Scale.over(losses, 168, 30), y_label="loss (nats)")
    lower = Axes(epochs, Scale.over(scores, 332, 214), "epoch", metric_name(curve.metric))
    parts = [
        *_calibrated(curve, upper),
        *_panel(curve, upper, lambda point: point.train_loss, lambda point: point.validation_loss, show_x=False),
        *_panel(curve, lower, lambda point: point.train_score, lambda point: point.validation_score, show_x=True),
        *_turn(curve, upper),
        *_retries(curve, upper),
    ]
    return Figure(title, picture(title, _HEIGHT, parts), _note(curve))


def kept(curve: Curve) -> CurvePoint | None:
    """Return the point whose checkpoint was kept."""
    return next((point for point in curve.points if point.step == curve.best_step), None)


def _panel(curve: Curve, axes: Axes, train: Value, validation: Value, show_x: bool) -> Iterator[Markup]:
    yield from axes.draw(x_ticks=6, show_x=show_x)
    best = kept(curve)
    if best is not None:
        yield axes.level(best.epoch)
    for value, line_class in ((train, "other-line dashed"), (validation, "model-line")):
        found = [(axes.x(point.epoch), axes.y(value(point))) for point in curve.points if isfinite(value(point))]
        yield polyline(found, line_class)
    for point in curve.points:
        if isfinite(validation(point)):
            ring = point is best
            tip = f"epoch {plain(point.epoch)}: train {three(train(point))}, validation {three(validation(point))}"
            place = axes.x(point.epoch), axes.y(validation(point))
            yield dot(*place, "model-ring" if ring else "model-dot", tip, 6 if ring else 3)
    if not show_x:
        yield from _legend(axes.y.end - 10)


def _calibrated(curve: Curve, axes: Axes) -> Iterator[Markup]:
    """Draw what the validation loss is at the temperature that suits it best, with its name in the legend."""
    known = [point for point in curve.points if isfinite(point.calibrated_loss)]
    if known:
        yield polyline([(axes.x(point.epoch), axes.y(point.calibrated_loss)) for point in known], _CALIBRATED)
        yield from _named(104, "calibrated", _CALIBRATED, axes.y.end - 10)


def _turn(curve: Curve, axes: Axes) -> Iterator[Markup]:
    """Mark where the validation loss turned, with a diamond at its minimum."""
    point = turn([point for point in curve.points if point.step]).point
    if point is None:
        return
    x, y = axes.x(point.epoch), axes.y(point.validation_loss)
    yield diamond(x, y, "other-dot", f"the validation loss turned at epoch {plain(point.epoch)}", 6)
    yield words(x, max(y - 10, axes.y.end + 12), "turned", anchor=_anchor(x), class_="label")


def _retries(curve: Curve, axes: Axes) -> Iterator[Markup]:
    """Mark each divergence with a square where it was noticed, and a line back to the state it went on from."""
    last = curve.points[-1]
    for retry in curve.retries:
        there, back = (
            axes.x(min(last.epoch, step * last.epoch / max(1, last.step))) for step in (retry.step, retry.back_to)
        )
        y = axes.y.end + 6
        tip = f"step {retry.step:,}: {retry.reason}; on from {retry.back_to:,}, learning rate {retry.learning_rate:.3g}"
        yield stroke(back, y, there, y, "other-line")
        yield square(there, y, "bad-dot", tip)
        yield words(there, y + 18, "diverged", anchor=_anchor(there), class_="label")


def _anchor(x: float) -> str:
    """Keep a word of 60 units inside the picture."""
    return "start" if x < 80 else "end" if x > WIDTH - 60 else "middle"


def _legend(y: float) -> Iterator[Markup]:
    yield from _named(210, "training", "other-line dashed", y)
    yield from _named(304, "validation", "model-line", y)


def _named(x: float, name: str, line_class: str, y: float) -> Iterator[Markup]:
    yield stroke(x, y - 4, x + 22, y - 4, line_class)
    yield words(x + 28, y, name, class_="label")


def _title(curve: Curve) -> str:
    finite = [point for point in curve.points if isfinite(point.validation_loss)]
    best = kept(curve)
    end = f"; {_kept(curve, best)}" if best else ""
    if not finite:
        return f"Validation loss was never a number{end}"
    lowest = min(finite, key=lambda point: point.validation_loss)
    if len(curve.points) == 1:
        return f"Only one evaluation, after epoch {plain(lowest.epoch)}: a point, not a curve"
    if lowest is curve.points[-1]:
        return f"Validation loss still fell in the last epoch, {plain(lowest.epoch)}{end}"
    if lowest is curve.points[0]:
        return f"Validation loss never fell after epoch {plain(lowest.epoch)}{end}"
    return f"Validation loss turned after epoch {plain(lowest.epoch)}{end}"


def _kept(curve: Curve, best: CurvePoint) -> str:
    epoch = f"epoch {plain(best.epoch)}"
    if _is_fold(curve):
        return f"all folds together chose {epoch}"
    return f"{epoch} was chosen" if curve.refitted else f"the checkpoint of {epoch} was kept"


def _is_fold(curve: Curve) -> bool:
    """Whether this is one fold's curve: the model handed on was fitted on all rows, and never measured on any."""
    return curve.refitted > 0 and not isfinite(curve.kept_score)


def _note(curve: Curve) -> str:
    last = curve.points[-1].epoch
    fold = "The fold whose score lies in the middle. " if _is_fold(curve) else ""
    how = "Early stopping ended training" if curve.stopped_early else "Training ended"
    best = kept(curve)
    gap = (
        f" Gap between the losses at the kept checkpoint: {three(best.validation_loss - best.train_loss)}."
        if best
        else ""
    )
    again = (
        f" Training diverged {plural(len(curve.retries), 'time')} and went on with a lower learning rate."
        if curve.retries
        else ""
    )
    last_fit = (
        f" The model handed on was then fitted for as long on all {curve.refitted:,} rows, those of validation too."
        if curve.refitted and not fold
        else ""
    )
    planned = plural(curve.planned_epochs, "planned epoch")
    return f"{fold}{how} after {plain(last)} of {planned}.{gap}{_too_sure(curve, best)}{again}{last_fit}"


def _too_sure(curve: Curve, best: CurvePoint | None) -> str:
    """Say why a point was kept whose loss had risen: it is too sure, but knows as much as the best of before."""
    if best is None or not grew_too_sure(best, [point for point in curve.points if point.step]):
        return ""
    told = f"at the temperature that suits these rows best its loss is {three(best.calibrated_loss)}"
    return f" Its loss had risen as it grew too sure of its answers; {told} (the dashed line of the same colour)."
