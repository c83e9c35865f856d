"""Confusion matrix: what each true class is taken for, at most 20 classes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from markupsafe import Markup

from finetooth.report.charts.svg import WIDTH, Figure, box, picture, words
from finetooth.report.numbers import count, percent, plural
from finetooth.report.text import line

MOST = 20


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


def confusion(predictions: pl.DataFrame, labels: tuple[str, ...]) -> Figure | None:
    """Draw the matrix; None where no row is labelled."""
    whole = Confusion.of(predictions, labels)
    if not whole.counts.sum():
        return None
    shown = whole.worst(MOST)
    size = len(shown.names)
    cell = min((WIDTH - 134) / size, 56.0)
    title = _title(whole)
    parts = [*_names(shown, cell), *_cells(shown, cell)]
    return Figure(title, picture(title, 42 + size * cell + 10, parts), _note(whole, shown))


def _names(shown: Confusion, cell: float) -> Iterator[Markup]:
    yield words(0, 14, "truth ↓", class_="label")
    yield words(134, 14, "prediction → (numbered as the rows)", class_="label")
    small = "tick" if cell < 20 else "label"
    for place, name in enumerate(shown.names):
        middle = 42 + (place + 0.5) * cell + 4
        yield words(0, middle, str(place + 1), class_=small)
        yield words(20, middle, name, class_="name" if cell >= 20 else "small-name", room=112)
        yield words(134 + (place + 0.5) * cell, 34, str(place + 1), anchor="middle", class_=small)


def _cells(shown: Confusion, cell: float) -> Iterator[Markup]:
    totals = shown.counts.sum(axis=1)
    yield box(134, 42, cell * len(shown.names), cell * len(shown.names), "frame")
    for row, column in np.argwhere(shown.counts).tolist():
        rows, share = int(shown.counts[row, column]), float(shown.counts[row, column] / totals[row])
        right = row == column
        x, y = 134 + column * cell, 42 + row * cell
        tip = f"{line(shown.names[row], 60)} → {line(shown.names[column], 60)}: {plural(rows, 'row')}, {percent(share)}"
        shade = max(0.08, min(share * (1 if right else 2), 1.0))
        yield box(x + 0.5, y + 0.5, cell - 1, cell - 1, "right-cell" if right else "wrong-cell", tip, fill_opacity=shade)
        if cell >= 24:
            strong = " on-dark" if shade > 0.55 else ""
            yield words(x + cell / 2, y + cell / 2 + 4, count(rows), anchor="middle", class_=f"cell{strong}")


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
        return "Shade: share of the true class; wrong cells are shaded twice as dark."
    outside = int(whole.counts.sum() - shown.counts.sum())
    return (
        f"{len(shown.names)} of {len(whole.names)} classes: those with the most mistakes; "
        f"{plural(outside, 'row')} of other classes not shown."
    )
