"""Comparison: two models on the same test rows: every metric, every class, slices, and the rows that changed sides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.comparing.answers import Answers
from finetooth.comparing.matching import matched
from finetooth.comparing.slices import slices_of
from finetooth.core.errors import UserError
from finetooth.core.rows import name_of
from finetooth.metrics import metrics_for
from finetooth.metrics.by_label import certain, goes_by_labels
from finetooth.metrics.holm import holm
from finetooth.metrics.mcnemar import McNemar, mcnemar
from finetooth.metrics.metric import Metric
from finetooth.metrics.paired import Difference, paired, paired_share
from finetooth.metrics.swapping import swap_test

ALPHA = 0.05
CLASS_METRIC = "f1"  # of which classes are tested
BETTER, WORSE, OTHER = "better", "worse", "other"


@dataclass(frozen=True)
class SliceDifference:
    """The share of right answers of two models in one slice; ``adjusted`` is McNemar's p after Holm's correction."""

    kind: str
    value: str
    rows: int
    first: float
    second: float
    change: float
    low: float
    high: float
    p: float
    adjusted: float

    @property
    def name(self) -> str:
        """Return `lang = es`."""
        return f"{self.kind} = {self.value}"

    @property
    def differs(self) -> bool:
        """Whether there is a difference also when it is counted how many slices were looked at."""
        return self.adjusted < ALPHA


@dataclass(frozen=True, eq=False)
class Comparison:
    """What sets a second model off from a first. ``changed`` has the rows that one has right and the other has not, or
    that both have wrong in another way: row, text, truth, first, second, change, sure_first, sure_second.

    ``class_p``: of each label, the p-value of its F1 by the randomisation test, after Holm's correction.
    """

    first: str
    second: str
    metric: str
    rows: int
    overall: tuple[Difference, ...]
    classes: tuple[Difference, ...]
    class_p: dict[str, float]
    mcnemar: McNemar
    slices: tuple[SliceDifference, ...]
    changed: pl.DataFrame
    notes: tuple[str, ...] = ()

    @property
    def main(self) -> Difference:
        """The difference in the metric that models are picked by."""
        return next(one for one in self.overall if one.metric == self.metric)

    def of_class(self, label: str) -> Difference | None:
        """Return the difference in the F1 of a class."""
        return next((one for one in self.classes if (one.metric, one.label) == (CLASS_METRIC, label)), None)


def compare(first: Answers, second: Answers) -> Comparison:
    """Compare the second model with the first. Raises UserError where their test rows are not the same."""
    one, other = matched(first, second)
    if not len(one):
        raise UserError("no test row has a label", str(first.root or first.name), "compare on labelled test rows")
    hard = one.only_labels or other.only_labels
    metrics = [metric for metric in metrics_for(one.predictions.problem_type) if not hard or goes_by_labels(metric)]
    before, after = (certain(told.predictions) if hard else told.predictions for told in (one, other))
    found = paired(before, after, metrics, one.groups)
    right, right_after = before.predicted == before.truth, after.predicted == after.truth
    names = _names(first, second)
    return Comparison(
        first=names[0],
        second=names[1],
        metric=_metric(one, metrics),
        rows=len(one),
        overall=tuple(difference for difference in found if difference.label is None),
        classes=tuple(difference for difference in found if difference.label is not None),
        class_p=_class_tests(one, other, metrics),
        mcnemar=mcnemar(right, right_after),
        slices=_slices(one, right, right_after),
        changed=changed_rows(one, other),
        notes=tuple(_notes(first, second, hard, one)),
    )


def _names(first: Answers, second: Answers) -> tuple[str, str]:
    """Return what to call both: where their folders have one name, the whole paths, else which came first."""
    if first.name != second.name:
        return first.name, second.name
    paths = str(first.root or first.name), str(second.root or second.name)
    return paths if paths[0] != paths[1] else (f"{first.name} (first)", f"{second.name} (second)")


def _metric(one: Answers, metrics: Sequence[Metric]) -> str:
    known = [metric.name for metric in metrics if not metric.per_class]
    return one.metric if one.metric in known else "macro_f1"


def _class_tests(one: Answers, other: Answers, metrics: Sequence[Metric]) -> dict[str, float]:
    chosen = next(metric for metric in metrics if metric.per_class and metric.name == CLASS_METRIC)
    values = holm(swap_test(one.predictions, other.predictions, chosen, one.groups))
    return {label: p for label, p in zip(one.predictions.labels, values, strict=True) if np.isfinite(p)}


def _slices(one: Answers, right: np.ndarray, right_after: np.ndarray) -> tuple[SliceDifference, ...]:
    found, groups = slices_of(one), one.groups
    tests = [mcnemar(right[part.mask], right_after[part.mask]).p for part in found]
    told = []
    for part, p, adjusted in zip(found, tests, holm(tests), strict=True):
        before, after = right[part.mask], right_after[part.mask]
        inside = None if groups is None else np.unique(groups[part.mask], return_inverse=True)[1]
        change = paired_share(before, after, inside)
        shares = (float(before.mean()), float(after.mean()))
        told.append(SliceDifference(part.kind, part.value, int(part.mask.sum()), *shares, *change, p, adjusted))
    return tuple(told)


def changed_rows(one: Answers, other: Answers) -> pl.DataFrame:
    """Return the rows whose answer is another one, those that got worse first, the surest answers first."""
    before, after = one.predictions, other.predictions
    moved = np.flatnonzero(before.predicted != after.predicted)
    right, right_after = before.predicted[moved] == before.truth[moved], after.predicted[moved] == after.truth[moved]
    rows = one.rows[moved]
    table = pl.DataFrame(
        {
            "row": pl.Series([str(name_of(row)) for row in rows["id"]], dtype=pl.String),
            "text": rows["text"],
            "pair": rows["pair"],
            "truth": rows["label"],
            "first": before.texts.gather(moved),
            "second": after.texts.gather(moved),
            "change": pl.Series(np.where(right_after, BETTER, np.where(right, WORSE, OTHER)).tolist(), dtype=pl.String),
            "sure_first": before.probabilities[moved].max(axis=1),
            "sure_second": after.probabilities[moved].max(axis=1),
        }
    )
    order = pl.col("change").replace_strict({WORSE: 0, BETTER: 1, OTHER: 2}, return_dtype=pl.Int8)
    return table.sort(order, -pl.col("sure_second"), maintain_order=True)


def _notes(first: Answers, second: Answers, hard: bool, one: Answers) -> list[str]:
    told = []
    if first.metric != second.metric:
        told.append(f"{first.name} was picked by {first.metric}, {second.name} by {second.metric}")
    for mine, theirs in ((first, second), (second, first)):
        lacking = [label for label in theirs.predictions.labels if label not in mine.predictions.labels]
        if lacking:
            told.append(f"{mine.name} does not know {', '.join(map(repr, lacking[:5]))}")
    if hard:
        told.append("without probabilities only metrics that go by labels are compared")
    if one.groups is not None:
        told.append("rows come in groups: intervals resample whole groups; McNemar's test takes rows as independent")
    return told
