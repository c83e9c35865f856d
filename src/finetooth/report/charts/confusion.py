"""Confusion matrix: what each true class is taken for, at most 20 classes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from markupsafe import Markup

from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, words
from finetooth.report.numbers import count, percent, plural
from finetooth.report.text import line

MOST = 20
_FEW, _TOP = 12, 46


@dataclass(frozen=True)
class Confusion:
    """Rows counted by true class (down) and predicted class (across)."""

    names: tuple[str, ...]
    counts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, predictions: pl.DataFrame, labels: tuple[str, ...]) -> "Confusion":
        """Count the predictions; a true label that the model does not know gets a class of its own."""
        scored = predictions.select(pl.col("truth", "prediction").cast(pl.String)).drop_nulls("truth")
        names = (*labels, *sorted(set(scored["truth"].unique().to_list()) - set(labels)))
        places = {name: place for place, name in enumerate(names)}
        counts = np.zeros((len(names), len(names)), np.int64)
        for truth, said, rows in scored.group_by("truth", "prediction").len().iter_rows():
            counts[places[truth], places[said]] = rows
        return cls(names, counts)

    def wrong(self) -> npt.NDArray[np.int64]:
        """Return the counts without the diagonal."""
        return self.counts - np.diag(np.diag(self.counts))

    def worst(self, most: int) -> "Confusion":
        """Return the classes with the most mistakes, in their own order."""
        wrong = self.wrong()
        first = np.argsort(-(wrong.sum(axis=0) + wrong.sum(axis=1)), kind="stable")[:most]
        chosen = np.sort(first)
        return Confusion(tuple(self.names[place] for place in chosen), self.counts[np.ix_(chosen, chosen)])


@dataclass(frozen=True)
class Pair:
    """Rows of one class that were taken for another."""

    truth: str
    said: str
    rows: int
    share: float  # of the rows of the true class


def confusion(predictions: pl.DataFrame, labels: tuple[str, ...], problem_type: str = SINGLE) -> Figure | None:
    """Draw the matrix; None where no row is labelled, or rows are not of one label each."""
    if problem_type not in (SINGLE, ORDINAL):
        return None
    whole = Confusion.of(predictions, labels)
    if not whole.counts.sum():
        return None
    shown = whole.worst(MOST)
    size = len(shown.names)
    left = 134 if size <= _FEW else 112
    cell = min((WIDTH - left) / size, 56.0)
    title = _title(whole)
    parts = [*_names(shown, left, cell), *_cells(shown, left, cell)]
    return Figure(title, picture(title, _TOP + size * cell + 10, parts), _note(whole, shown))


def most_confused(
    predictions: pl.DataFrame, labels: tuple[str, ...], most: int = 10, problem_type: str = SINGLE
) -> tuple[Pair, ...]:
    """Return the pairs of classes most often confused, the most frequent first; none where rows have several."""
    if problem_type not in (SINGLE, ORDINAL):
        return ()
    whole = Confusion.of(predictions, labels)
    wrong = whole.wrong()
    places = [divmod(int(place), len(wrong)) for place in np.argsort(-wrong, axis=None, kind="stable")[:most]]
    return tuple(
        Pair(whole.names[row], whole.names[column], int(wrong[row, column]), float(wrong[row, column] / total))
        for row, column in places
        if wrong[row, column] and (total := whole.counts[row].sum())
    )


def _names(shown: Confusion, left: float, cell: float) -> Iterator[Markup]:
    yield words(0, 14, "truth ↓", class_="label")
    yield words(left, 14, "prediction → (numbered as the rows)", class_="label", room=WIDTH - left)
    tight = len(shown.names) > _FEW
    for place, name in enumerate(shown.names):
        middle = _TOP + (place + 0.5) * cell + 4
        yield words(0, middle, str(place + 1), class_="tick" if tight else "label")
        yield words(18, middle, name, class_="small-name" if tight else "name", room=left - 20)
        lift = 14 if tight and place % 2 else 0  # every second number stands higher, or they would touch
        yield words(left + (place + 0.5) * cell, _TOP - 5 - lift, str(place + 1), anchor="middle", class_="tick")


def _cells(shown: Confusion, left: float, cell: float) -> Iterator[Markup]:
    totals = shown.counts.sum(axis=1)
    yield box(left, _TOP, cell * len(shown.names), cell * len(shown.names), "frame")
    for row, column in np.argwhere(shown.counts).tolist():
        rows, share = int(shown.counts[row, column]), float(shown.counts[row, column] / totals[row])
        kind = "right" if row == column else "wrong"
        x, y = left + column * cell, _TOP + row * cell
        tip = f"{line(shown.names[row], 60)} → {line(shown.names[column], 60)}: {plural(rows, 'row')}, {percent(share)}"
        shade = max(0.15, share) if kind == "right" else min(0.2 + 1.2 * share, 1.0)
        yield box(x + 0.5, y + 0.5, cell - 1, cell - 1, f"{kind}-cell", tip, fill_opacity=shade)
        if cell >= 24:
            yield words(x + cell / 2, y + cell / 2 + 4, count(rows), anchor="middle", class_="cell")


def _title(whole: Confusion) -> str:
    wrong = whole.wrong()
    if not wrong.any():
        return "No test row was taken for another class"
    row, column = np.unravel_index(int(wrong.argmax()), wrong.shape)
    rows, share = int(wrong[row, column]), float(wrong[row, column] / whole.counts[row].sum())
    truth, said = (line(whole.names[place], 40) for place in (int(row), int(column)))
    return f"Most confused: “{truth}” taken for “{said}”, {plural(rows, 'time')} ({percent(share)} of its rows)"


def _note(whole: Confusion, shown: Confusion) -> str:
    if len(shown.names) == len(whole.names):
        return "Shade: share of the true class; wrong cells stand out more."
    outside = int(whole.counts.sum() - shown.counts.sum())
    return (
        f"{len(shown.names)} of {len(whole.names)} classes: those with the most mistakes; "
        f"{plural(outside, 'row')} of other classes not shown."
    )
