"""Scored slices: the selection metric and the accuracy of each part of the test rows, beside the rest of them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from finetooth.comparing.answers import Answers
from finetooth.comparing.slices import CONFIDENCE, LABEL, LEAST, Slice, by_confidence, slices_of
from finetooth.core.results import Score
from finetooth.metrics import metrics_for
from finetooth.metrics.holm import holm
from finetooth.metrics.metric import Metric
from finetooth.metrics.score import score
from finetooth.slicing.mean_gap import mean_gap

ACCURACY = "accuracy"
RESAMPLES = 1_000
_MOST = 120  # slices that are scored, the labels' aside


@dataclass(frozen=True)
class ScoredSlice:
    """One slice. ``gap`` is its accuracy less that of all other rows; ``adjusted`` is p after Holm's correction.

    A slice by confidence has no test: a model is right less often where it is less sure. ``sure`` is how sure it is.
    """

    kind: str
    value: str
    rows: int
    metric: Score
    accuracy: Score
    sure: float
    gap: float
    low: float
    high: float
    p: float
    adjusted: float

    @property
    def name(self) -> str:
        """Return `lang = es`."""
        return f"{self.kind} = {self.value}"

    @property
    def worse(self) -> bool:
        """Whether the model is right less often here than elsewhere."""
        return self.gap < 0


def scored_slices(
    answers: Answers, columns: Sequence[str] | None = None, resamples: int = RESAMPLES, seed: int = 0
) -> tuple[ScoredSlice, ...]:
    """Score every slice of labelled rows; ``columns``: as in ``slices_of``."""
    told = answers.labelled()
    if told.predictions.problem:
        return ()
    by_sureness = (one for one in by_confidence(told) if LEAST <= one.mask.sum() < len(told))
    found = _fewer(chain(slices_of(told, columns), by_sureness))
    scored = [score_slice(told, one, resamples, seed) for one in found]
    corrected = holm([one.p for one in scored])
    return tuple(replace(one, adjusted=p) for one, p in zip(scored, corrected, strict=True))


def score_slice(answers: Answers, part: Slice, resamples: int = RESAMPLES, seed: int = 0) -> ScoredSlice:
    """Score one slice of rows that all have a label; ``adjusted`` is not corrected yet."""
    predictions, groups = answers.predictions, answers.groups
    inside = predictions.where(part.mask)
    right = (predictions.predicted == predictions.truth).astype(np.float64)
    beside = mean_gap(right, part.mask, groups)
    grouped = None if groups is None else answers.rows["group"].filter(part.mask)
    metric, accuracy = score(inside, resamples, seed, grouped, metrics_of(answers))
    if part.kind == LABEL or len(np.unique(inside.truth)) == 1:
        metric = Score(metric.metric, None, None, None, metric.n, reason="rows of one class only")
    sure = float(inside.probabilities.max(axis=1).mean())
    p = math.nan if part.kind == CONFIDENCE else beside.p
    return ScoredSlice(
        part.kind, part.value, beside.rows, metric, accuracy, sure, beside.gap, beside.low, beside.high, p, p
    )


def metrics_of(answers: Answers) -> tuple[Metric, Metric]:
    """Return the metric that models are picked by (macro-F1 where it is none of all rows), and accuracy."""
    known = {metric.name: metric for metric in metrics_for(answers.predictions.problem_type) if not metric.per_class}
    return known.get(answers.metric, known["macro_f1"]), known[ACCURACY]


def _fewer(found: Iterable[Slice]) -> list[Slice]:
    """Return the slices with the largest of those by columns, if there are very many."""
    slices = list(found)
    sizes = sorted((int(one.mask.sum()) for one in slices if one.kind != LABEL), reverse=True)
    least = sizes[_MOST - 1] if len(sizes) > _MOST else 0
    return [one for one in slices if one.kind == LABEL or one.mask.sum() >= least]
