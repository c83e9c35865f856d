"""Score predictions with every metric, each with its 95 % interval."""

from collections.abc import Sequence

import numpy as np

from finetooth.core.results import Score
from finetooth.metrics import metric_named, metrics_for
from finetooth.metrics.intervals import interval
from finetooth.metrics.metric import Metric
from finetooth.metrics.resampling import Groups, group_index, samples
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts


def value(metric_name: str, predictions: Said) -> float | None:
    """Return a metric of all labelled rows without an interval, None where undefined. Quick: for every epoch."""
    metric, labelled = metric_named(metric_name), predictions.labelled()
    if labelled.problem:
        return None
    found = float(metric.values(Sample.whole(labelled))[0, 0])
    return found if np.isfinite(found) else None


def score(
    predictions: Said,
    resamples: int = 2000,
    seed: int = 0,
    groups: Groups | None = None,
    chosen: Sequence[Metric] | None = None,
) -> tuple[Score, ...]:
    """Return all scores of the labelled rows: those of all rows first, then those of each label.

    Metrics are those of the kind of problem. ``groups`` names the group of each row (customer, author ...): whole
    groups are then resampled, since their rows are not independent. ``chosen``: these metrics instead of all that there
    are. ``Score.n`` counts the rows scored, or for a label the rows of that label.
    """
    labelled = predictions.labelled()
    metrics = metrics_for(labelled.problem_type) if chosen is None else tuple(chosen)
    if labelled.problem:
        return _ordered([_undefined(metric, labelled) for metric in metrics])
    index = None if groups is None else group_index(groups)[predictions.known]
    index = None if index is None else np.unique(index, return_inverse=True)[1].astype(np.int64)
    parts: list[list[Floats]] = [[] for _ in metrics]
    for sample in samples(labelled, resamples, seed, index):
        for part, metric in zip(parts, metrics, strict=True):
            part.append(metric.values(sample))
    thinning = 1.0 if index is None else (index.max() + 1) / len(labelled)
    whole = Sample.whole(labelled)
    return _ordered(
        [_scores(metric, whole, np.concatenate(part), thinning) for metric, part in zip(metrics, parts, strict=True)]
    )


def _scores(metric: Metric, whole: Sample, resampled: Floats, thinning: float) -> list[Score]:
    """Make the scores of one metric; ``thinning`` is groups / rows, by which grouped rows are worth less."""
    points, support = metric.values(whole)[0], metric.support(whole)[0] * thinning
    a_share = metric.rows_a_share(whole)[0] * thinning
    rows = _rows(metric, whole)
    made = []
    for column, point in enumerate(points.tolist()):
        label = whole.predictions.labels[column] if metric.per_class else None
        if not np.isfinite(point):
            reason = metric.reason(whole.predictions, column)
            made.append(Score(metric.name, None, None, None, rows[column], label, reason))
            continue
        rests = float(support[column]), metric.bounds, float(a_share[column]), metric.by_logit
        low, high = interval(point, resampled[:, column], *rests)
        made.append(Score(metric.name, point, low, high, rows[column], label))
    return made


def _undefined(metric: Metric, predictions: Said) -> list[Score]:
    labels = predictions.labels if metric.per_class else (None,)
    rows = _rows(metric, Sample.whole(predictions))
    return [
        Score(metric.name, None, None, None, n, label, predictions.problem)
        for n, label in zip(rows, labels, strict=True)
    ]


def _rows(metric: Metric, whole: Sample) -> list[int]:
    """Count the rows of each label, or all rows."""
    if not metric.per_class:
        return [len(whole.predictions)]
    return [int(n) for n in whole.once(counts).true[0][:-1]]


def _ordered(by_metric: list[list[Score]]) -> tuple[Score, ...]:
    """Order scores: all rows first, then label by label."""
    overall = [score for scores in by_metric for score in scores if score.label is None]
    of_labels = [scores for scores in by_metric if scores and scores[0].label is not None]
    return (*overall, *(score for scores in zip(*of_labels, strict=True) for score in scores))
