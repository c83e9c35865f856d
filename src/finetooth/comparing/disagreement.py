"""Disagreement: where an old and a new model answer the same live rows differently, with labels or without."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finetooth.comparing.answers import Answers
from finetooth.comparing.comparison import changed_rows
from finetooth.core.statistics import wilson
from finetooth.metrics import metric_named
from finetooth.metrics.mcnemar import McNemar, mcnemar
from finetooth.metrics.paired import Difference, paired
from finetooth.metrics.predictions import UNLABELLED, Predictions

_METRICS = ("accuracy", "macro_f1")
FEWEST_LABELLED = 10


@dataclass(frozen=True)
class Swap:
    """One answer of the first model in the place of which the second gives another, and in how many rows."""

    first: str
    second: str
    rows: int
    share: float


@dataclass(frozen=True, eq=False)
class Disagreement:
    """Two models on live rows. ``differ`` of ``rows`` get another answer; ``low`` and ``high``: 95 % interval.

    ``scores`` and ``mcnemar`` are of the ``labelled`` rows, where there are enough. ``changed`` has the rows:
    row, text, pair, truth, first, second, change (empty where no label is known), sure_first, sure_second.
    """

    first: str
    second: str
    rows: int
    differ: int
    low: float
    high: float
    swaps: tuple[Swap, ...]
    labelled: int
    scores: tuple[Difference, ...]
    mcnemar: McNemar | None
    changed: pl.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share of rows that get another answer."""
        return self.differ / max(1, self.rows)


def disagreement(first: Answers, second: Answers, notes: Sequence[str] = ()) -> Disagreement:
    """Set two models' answers to the same rows, in the same order, beside each other.

    Labels that only one knows are told, and have probability 0 from the other.
    """
    one, other = _in_one_set(first, second)
    before, after = one.predictions, other.predictions
    moved = before.predicted != after.predicted
    known = before.truth != UNLABELLED
    enough = int(known.sum()) >= FEWEST_LABELLED
    scores = (
        paired(before.where(known), after.where(known), [metric_named(name) for name in _METRICS]) if enough else ()
    )
    right = [(part.predicted == part.truth)[known] for part in (before, after)]
    return Disagreement(
        first.name,
        second.name,
        len(one),
        int(moved.sum()),
        *wilson(float(moved.mean()) if len(one) else 0.0, len(one)),
        _swaps(before, after, moved),
        int(known.sum()),
        scores,
        mcnemar(right[0], right[1]) if enough else None,
        _changed(one, other),
        (*notes, *_names_apart(first, second)),
    )


def _changed(one: Answers, other: Answers) -> pl.DataFrame:
    """Return the rows by the number of their record; nothing got worse or better where no label is known."""
    change = pl.when(pl.col("truth").is_not_null()).then("change").otherwise(pl.lit("")).alias("change")
    return changed_rows(one, other).with_columns(pl.col("row").str.strip_prefix("field:"), change)


def _in_one_set(first: Answers, second: Answers) -> tuple[Answers, Answers]:
    """Return both with the labels of both, and the truth of the rows."""
    old, new = first.predictions.labels, second.predictions.labels
    labels = (*old, *(label for label in new if label not in old))
    truth = first.rows["label"]
    told = []
    for answers in (first, second):
        mine = answers.predictions
        places = np.array([labels.index(label) for label in mine.labels], np.int64)
        table = np.zeros((len(mine), len(labels)))
        table[:, places] = mine.probabilities
        told.append(
            replace(answers, predictions=Predictions.of(mine.ids, truth, table, labels, places[mine.predicted]))
        )
    return told[0], told[1]


def _swaps(before: Predictions, after: Predictions, moved: np.ndarray) -> tuple[Swap, ...]:
    """Return the pairs of answers, the most frequent first."""
    table = pl.DataFrame({"first": before.texts, "second": after.texts}).filter(pl.Series(moved))
    counts = (
        table.group_by("first", "second").len("rows").sort("rows", "first", "second", descending=[True, False, False])
    )
    return tuple(Swap(one, other, rows, rows / max(1, len(moved))) for one, other, rows in counts.rows())


def _names_apart(first: Answers, second: Answers) -> list[str]:
    told = []
    for mine, theirs in ((first, second), (second, first)):
        lacking = [label for label in theirs.predictions.labels if label not in mine.predictions.labels]
        if lacking:
            more = f" and {len(lacking) - 5} more" if len(lacking) > 5 else ""
            told.append(f"{mine.name} does not know {', '.join(map(repr, lacking[:5]))}{more}")
    return told
