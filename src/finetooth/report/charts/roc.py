"""ROC curves: one small panel a class, the least separable first."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from markupsafe import Markup

from finetooth.core.results import Scores
from finetooth.core.rows import LABEL_JOINT
from finetooth.problems.problem import MULTI, REGRESSION, SINGLE
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, polyline, stroke, words
from finetooth.report.numbers import known, span, three
from finetooth.report.text import line

_MOST = 8
_MARGIN = 26
_POINTS = 48  # of one curve at most; what is left out would not be seen
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Roc:
    """One class against all others: shares of false and of true positives, both rising from 0 to 1."""

    label: str
    false_positives: Floats
    true_positives: Floats

    @property
    def area(self) -> float:
        """The area under the curve."""
        return float(np.trapezoid(self.true_positives, self.false_positives))


def roc(
    predictions: pl.DataFrame, labels: tuple[str, ...], scores: Scores, problem_type: str = SINGLE
) -> Figure | None:
    """Draw up to 8 curves; for two classes one, of the second. None where no class has a curve."""
    if problem_type == REGRESSION:
        return None
    wanted = range(1, 2) if len(labels) == 2 and problem_type != MULTI else range(len(labels))
    curves = [curve for place in wanted if (curve := roc_curve(predictions, labels[place], place)) is not None]
    if not curves:
        return None
    shown = sorted(curves, key=lambda curve: curve.area)[:_MOST]
    columns = 3 if len(shown) > 2 else len(shown)
    cell = (WIDTH - _MARGIN) / columns
    side = min(cell - 14, 250)
    height = side + 66
    parts: list[Markup] = []
    for place, curve in enumerate(shown):
        parts += _panel(curve, scores, _MARGIN + place % columns * cell, place // columns * height + 50, side)
    down = -(-len(shown) // columns) * height
    parts += _labels(down, side, cell * min(columns, len(shown)))
    title = _title(shown[0], scores, len(labels))
    note = f"The {len(shown)} of {len(curves)} classes with the smallest area. " if len(curves) > len(shown) else ""
    return Figure(title, picture(title, down + 30, parts), note + "Under each name: ROC-AUC and its 95 % interval.")


def roc_curve(predictions: pl.DataFrame, label: str, place: int) -> Roc | None:
    """Return the curve of one class; None unless some rows are of it and some are not."""
    scored = predictions.filter(pl.col("truth").is_not_null())
    truth = scored["truth"].cast(pl.String).str.split(LABEL_JOINT).list.contains(label).to_numpy()
    positives, negatives = int(truth.sum()), int((~truth).sum())
    if not positives or not negatives:
        return None
    chances = scored[f"p_{place}"].to_numpy()
    order = np.argsort(-chances, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(chances[order])), len(order) - 1)
    right = np.cumsum(truth[order])[ends]
    wrong = ends + 1 - right
    return Roc(label, np.append(0.0, wrong / negatives), np.append(0.0, right / positives))


def _panel(curve: Roc, scores: Scores, left: float, top: float, side: float) -> Iterator[Markup]:
    score = scores.get("roc_auc", curve.label)
    interval = span(score.low, score.high) if score else ""
    yield words(left, top - 36, curve.label, class_="name", room=side + 8)
    yield words(left, top - 21, f"{_area(curve, scores)} {interval if side > 160 else ''}", class_="number")
    if side <= 160:
        yield words(left, top - 7, interval, class_="tick")
    yield box(left, top, side, side, "frame")
    yield stroke(left, top + side, left + side, top, "chance")
    yield polyline(_thin(curve, left, top, side), "model-line")
    if left == _MARGIN:
        turned = f"rotate(-90 {left - 10} {top + side})"
        yield words(left - 10, top + side, "true positive rate", class_="tick", transform=turned)


def _thin(curve: Roc, left: float, top: float, side: float) -> list[tuple[float, float]]:
    along = curve.false_positives + curve.true_positives  # from 0 to 2, always rising
    wanted = np.unique(np.searchsorted(along, np.linspace(0, 2, _POINTS)).clip(0, len(along) - 1))
    x = left + curve.false_positives[wanted] * side
    y = top + (1 - curve.true_positives[wanted]) * side
    return list(zip(x.tolist(), y.tolist(), strict=True))


def _labels(bottom: float, side: float, right: float) -> Iterator[Markup]:
    yield words(_MARGIN, bottom + 4, "0", class_="tick")
    yield words(_MARGIN + side, bottom + 4, "1", anchor="end", class_="tick")
    yield words(
        _MARGIN + right - 14, bottom + 20, "false positive rate (both axes 0 to 1)", anchor="end", class_="label"
    )


def _area(curve: Roc, scores: Scores) -> str:
    """Return the reported area; the curve's own where none was reported."""
    score = scores.get("roc_auc", curve.label)
    value = known(score.value) if score else None
    return three(curve.area if value is None else value)


def _title(worst: Roc, scores: Scores, classes: int) -> str:
    name, area = line(worst.label, 40), _area(worst, scores)
    if classes == 2:
        return f"“{name}” is told from the other class with ROC-AUC {area}"
    return f"“{name}” is the hardest class to tell apart: ROC-AUC {area}"
