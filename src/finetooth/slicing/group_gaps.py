"""Group gaps: whether a model serves the groups of a column alike: recall, false alarms, selection, calibration.

Each group stands against all other rows. Equal recall and false-positive rate are the equalised odds of Hardt, Price &
Srebro (NeurIPS 2016), equal selection is demographic parity; with unequal base rates they cannot all hold at once
(Chouldechova 2017). The calibration error is how sure the model is less how often it is right: unlike binned errors
it does not grow as a group gets smaller.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from finetooth.comparing.answers import Answers
from finetooth.comparing.slices import LEAST
from finetooth.metrics.holm import holm
from finetooth.metrics.predictions import Floats
from finetooth.slicing.mean_gap import Mask, MeanGap, mean_gap

RECALL, FALSE_POSITIVES, SELECTION, CALIBRATION = "recall", "false-positive rate", "selection rate", "calibration error"
MEASURES = (RECALL, FALSE_POSITIVES, SELECTION, CALIBRATION)
MATTERS = 0.1  # a difference of shares, from where a gap is one that people feel
ALPHA = 0.05
_MOST_GROUPS = 50  # of a column, the largest; the others are told as uncovered
_MOST_CLASSES = 20


@dataclass(frozen=True)
class GroupGap:
    """One measure of one group beside all other rows; ``label``: of which class, None for the calibration.

    ``adjusted``: p after Holm's correction over all that was tested. ``base``: the gap in how many truly are
    of the class.
    """

    column: str
    group: str
    measure: str
    label: str | None
    found: MeanGap
    adjusted: float
    base: float = 0.0

    @property
    def matters(self) -> bool:
        """Whether the gap is beyond noise and beyond MATTERS."""
        return self.adjusted < ALPHA and abs(self.found.gap) >= MATTERS

    @property
    def undecided(self) -> bool:
        """Whether the rows leave it open that the gap is one that matters."""
        return not self.matters and max(abs(self.found.low), abs(self.found.high)) >= MATTERS


@dataclass(frozen=True)
class Uncovered:
    """What of a group has too few rows to be judged: the measures (with their class), and its rows."""

    column: str
    group: str
    rows: int
    measures: tuple[str, ...]


@dataclass(frozen=True)
class GroupGaps:
    """All gaps that were tested, in order of columns and groups, and what could not be."""

    gaps: tuple[GroupGap, ...]
    uncovered: tuple[Uncovered, ...]
    rows: int
    columns: tuple[str, ...]


def group_gaps_of(answers: Answers, columns: Sequence[str]) -> GroupGaps:
    """Measure the gaps between the groups of each column on the labelled rows."""
    told = answers.labelled()
    gaps: list[GroupGap] = []
    uncovered: list[Uncovered] = []
    for column in columns:
        values = told.columns[column].cast(pl.String).alias("value")
        sizes = values.drop_nulls().value_counts(sort=True, name="rows").sort("rows", "value", descending=[True, False])
        names = sizes["value"].to_list()
        if len(names) == 2 and not values.null_count():
            names = names[1:]  # the smaller beside the larger: the other way round is its mirror
        for place, name in enumerate(names):
            inside = (values == name).fill_null(False).to_numpy()
            tested = list(_gaps(told, column, name, inside)) if place < _MOST_GROUPS else []
            gaps += [one for one in tested if one.found.tested]
            lacking = tuple(_named(one) for one in tested if not one.found.tested) if tested else MEASURES
            if lacking:
                uncovered.append(Uncovered(column, name, int(inside.sum()), lacking))
    corrected = holm([one.found.p for one in gaps])
    kept = tuple(replace(one, adjusted=p) for one, p in zip(gaps, corrected, strict=True))
    return GroupGaps(kept, tuple(uncovered), len(told), tuple(columns))


def _named(gap: GroupGap) -> str:
    return gap.measure if gap.label is None else f"{gap.measure} of {gap.label}"


def _gaps(answers: Answers, column: str, group: str, inside: Mask) -> Iterator[GroupGap]:
    """Yield the gap in each measure; with NaN for p where either side has too few rows."""
    predictions = answers.predictions
    everywhere = np.ones(len(answers), np.bool_)
    for place in _classes(answers):
        truth, said = predictions.truth == place, (predictions.predicted == place).astype(np.float64)
        base = float(truth[inside].mean() - truth[~inside].mean()) if 0 < inside.sum() < len(inside) else 0.0
        eligible = {RECALL: truth, FALSE_POSITIVES: ~truth, SELECTION: everywhere}
        for measure, rows in eligible.items():
            found = _gap(answers, said, inside, rows)
            yield GroupGap(column, group, measure, predictions.labels[place], found, found.p, base)
    right = (predictions.predicted == predictions.truth).astype(np.float64)
    found = _gap(answers, predictions.probabilities.max(axis=1) - right, inside, everywhere)
    yield GroupGap(column, group, CALIBRATION, None, found, found.p)


def _gap(answers: Answers, values: Floats, inside: Mask, rows: Mask) -> MeanGap:
    mine, others = int((inside & rows).sum()), int((~inside & rows).sum())
    if min(mine, others) < LEAST:
        nothing = float("nan")
        return MeanGap(nothing, nothing, nothing, nothing, nothing, nothing, mine, others)
    groups = None if answers.groups is None else answers.groups[rows]
    return mean_gap(values[rows], inside[rows], groups)


def _classes(answers: Answers) -> list[int]:
    """Return the classes to look at: of two only the rarer, as the other mirrors it; of very many the largest."""
    truth = answers.predictions.truth
    sizes = np.bincount(truth[truth >= 0], minlength=len(answers.predictions.labels))
    order = np.argsort(-sizes, kind="stable").tolist()
    return sorted(order[1:] if len(order) == 2 else order[:_MOST_CLASSES])
