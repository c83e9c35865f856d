"""DAT011: another column of the file that gives the label away."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.checks.wording import counted, percent
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.statistics import Statistics
from finetooth.facts.association import Alone, alone, numbered, readings
from finetooth.facts.budget import affordable
from finetooth.facts.columns import named, present

_RATE = 1_000  # rows a second and column
_FEWEST = 20
_MOST_CLASSES = 1_000
_TOLD = 4  # columns that a message tells
LEAK = 0.5  # of what the majority class gets wrong
LEAK_WHERE_FILLED = 0.9  # a column that is mostly empty must give the label away where it is not


@dataclass(frozen=True)
class _Leak:
    column: str
    by: str
    share: float
    of: int
    found: Alone


class LeakingColumns(Check):
    """Another column gives the label away.

    Why: a column that was filled in after the label, or because of it, will not be there when the model is used; put
    into the text it makes a score that nothing outside this file can reach (Kaufman et al. 2012, Leakage).
    Fix: keep the column out of the text and out of the split; a finer label is another task, not a feature.
    Blind: columns that tell the label only together, and values that each row has alone, such as free text.
    """

    code = "DAT011"
    fix_class = "never"
    bad = [
        {
            "rows": [{"text": f"Parcel {n}", "label": "late" if n % 2 else "fine"} for n in range(40)],
            "columns": [{"reason": "storm" if n % 4 == 1 else "strike" if n % 2 else ""} for n in range(40)],
        },
        {
            "rows": [{"text": f"Parcel {n}", "label": "late" if n < 30 else "fine"} for n in range(60)],
            "columns": [{"ticket": str(7_000 + n)} for n in range(60)],
        },
    ]
    good = [
        {
            "rows": [{"text": f"Parcel {n}", "label": "late" if n % 2 else "fine"} for n in range(40)],
            "columns": [{"city": ["Bonn", "Ulm", "Kiel"][n % 3], "ticket": str(n)} for n in range(40)],
        }
    ]

    def judge(self, train_cells: pl.DataFrame, budget: float, seed: int) -> Finding | Passed:
        """Measure what each column alone tells of the label, on rows it was not fitted to."""
        columns = [name for name in train_cells.columns if name not in ("id", "label")]
        if not columns:
            raise NotApplicable("the files have no other columns")
        if train_cells["label"].n_unique() < 2 or train_cells.height < _FEWEST:
            raise NotApplicable(f"fewer than {_FEWEST} labelled training rows, or one class")
        if train_cells["label"].n_unique() > _MOST_CLASSES:
            raise NotApplicable(f"more than {_MOST_CLASSES} labels")
        sampled = train_cells.sample(min(train_cells.height, affordable(budget, _RATE, 0.3)), seed=seed)
        looked = f"{counted(len(columns), 'other column')} of {counted(sampled.height, 'training row')}"
        leaks = [leak for name in columns if (leak := _leak(sampled, name, seed)) is not None]
        if not leaks:
            return Passed(f"{looked}, none of them tells the label")
        return _finding(leaks, looked, len(columns))


def _leak(table: pl.DataFrame, name: str, seed: int) -> _Leak | None:
    """Return the reading of a column that tells most, where that is too much."""
    values = present(table[name])
    found = [leak for leak in _told_by(name, values, table["label"], seed) if leak.found.gain >= LEAK]
    filled = values.is_not_null()
    if not found and _FEWEST <= filled.sum() < len(filled):
        some = _told_by(name, values.filter(filled), table["label"].filter(filled), seed)
        found = [leak for leak in some if leak.found.gain >= LEAK_WHERE_FILLED]
    return max(found, key=lambda leak: leak.share, default=None)


def _told_by(name: str, values: pl.Series, labels: pl.Series, seed: int) -> list[_Leak]:
    numbers, classes = numbered(labels)
    if len(classes) < 2 or np.bincount(numbers).max() > len(numbers) - 5:
        return []
    measured = [(by, alone(codes, width, numbers, len(classes), seed)) for by, codes, width in readings(values)]
    return [
        _Leak(named(name), by, found.gain, len(numbers), found)
        for by, found in measured
        if found.balanced > found.by_chance
    ]


def _finding(leaks: list[_Leak], looked: str, columns: int) -> Finding:
    worst = sorted(leaks, key=lambda leak: -leak.share)
    first = worst[0].found
    told = "; ".join(_said(leak) for leak in worst[:_TOLD])
    told += f"; and {len(worst) - _TOLD} more" if len(worst) > _TOLD else ""
    evidence = {
        leak.column: {"by": leak.by, "accuracy": round(leak.found.accuracy, 4), "gain": round(leak.share, 4)}
        for leak in worst
    }
    statistics = Statistics.of(
        columns,
        len(leaks),
        threshold=LEAK,
        calibration="share of the majority class's errors that the column alone gets right; above all permutations",
        null=round(first.majority, 4),
        effect=round(first.accuracy, 4),
    )
    message = f"the label can be read from {len(leaks):,} of {looked}: {told}"
    return Finding.on(message, (), statistics=statistics, columns=evidence)


def _said(leak: _Leak) -> str:
    """Return `'reason' by its value (84.0 % right of 900 rows, the largest class alone 62.7 %)`."""
    right, alone_right = percent(leak.found.accuracy), percent(leak.found.majority)
    return f"{leak.column!r} by {leak.by} ({right} right of {counted(leak.of)}, the largest class alone {alone_right})"
