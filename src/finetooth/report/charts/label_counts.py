"""Label counts: of rows that can have several labels, how often each was found, missed, or told where it is not."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from finetooth.problems.multi_label import MultiLabel
from finetooth.problems.problem import MULTI
from finetooth.report.charts.svg import WIDTH, Figure, box, picture, words
from finetooth.report.numbers import count, plural
from finetooth.report.text import line

MOST = 20
_LEFT, _TOP, _STEP, _BAR = 190, 34, 26, 16


@dataclass(frozen=True)
class LabelCount:
    """Rows of one label: found, missed, and told of rows that do not have it."""

    label: str
    found: int
    missed: int
    wrong: int

    @property
    def mistakes(self) -> int:
        """Missed and wrongly told."""
        return self.missed + self.wrong


def label_counts(predictions: pl.DataFrame, labels: tuple[str, ...], problem_type: str) -> Figure | None:
    """Draw a bar a label, those with the most mistakes first; None where rows have one label each."""
    if problem_type != MULTI:
        return None
    counts = sorted(counted(predictions, labels), key=lambda one: (-one.mistakes, one.label))
    shown = [one for one in counts if one.found + one.mistakes][:MOST]
    if not shown:
        return None
    most = max(one.found + one.mistakes for one in shown)
    parts = [*_legend()]
    for place, one in enumerate(shown):
        parts += _bar(one, _TOP + place * _STEP, (WIDTH - _LEFT - 60) / most)
    title = _title(shown[0])
    note = f"The {len(shown)} of {len(labels)} labels with the most mistakes." if len(shown) < len(labels) else ""
    return Figure(title, picture(title, _TOP + _STEP * len(shown) + 6, parts), note)


def counted(predictions: pl.DataFrame, labels: tuple[str, ...]) -> list[LabelCount]:
    """Count each label over the rows that have a truth, if it is that no label applies."""
    rows, problem = predictions.drop_nulls("truth"), MultiLabel(labels)
    truth, said = (problem.targets(rows[name].cast(pl.String).to_list()) for name in ("truth", "prediction"))
    parts = (truth & said, truth & ~said & 1, said & ~truth & 1)
    sums = [part.sum(axis=0).tolist() for part in parts]
    return [LabelCount(*told) for told in zip(labels, *sums, strict=True)]


def _legend() -> Iterator[Markup]:
    for place, (kind, name) in enumerate((("right", "found"), ("missed", "missed"), ("wrong", "told where it is not"))):
        x = place * 84.0
        yield box(x, 4, 11, 11, _BARS[kind])
        yield words(x + 16, 14, name, class_="label")


_BARS = {"right": "model-dot", "missed": "missed-bar", "wrong": "bad-dot"}


def _bar(one: LabelCount, y: float, unit: float) -> Iterator[Markup]:
    yield words(0, y + 12, one.label, class_="name", room=_LEFT - 10)
    x = float(_LEFT)
    for kind, rows in (("right", one.found), ("missed", one.missed), ("wrong", one.wrong)):
        if rows:
            tip = f"{line(one.label, 60)}: {plural(rows, 'row')} {kind if kind != 'right' else 'found'}"
            yield box(x, y, max(rows * unit, 1.0), _BAR, _BARS[kind], tip)
            x += rows * unit
    yield words(x + 6, y + 12, f"{count(one.found)} · {count(one.missed)} · {count(one.wrong)}", class_="tick")


def _title(worst: LabelCount) -> str:
    if not worst.mistakes:
        return "Every label of every test row was told right"
    told = f"missed {plural(worst.missed, 'time')}, told {plural(worst.wrong, 'time')} where it is not"
    return f"Most mistakes: “{line(worst.label, 40)}”, {told}"
