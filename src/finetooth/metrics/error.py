"""The standard error of a metric on the rows at hand: how much of a difference between two evaluations is chance.

By the bootstrap of rows (Efron & Tibshirani 1993, chapter 6): 200 resamples tell it to within 5 %, for any metric,
in milliseconds. Where all resamples agree (every row right, say) that is no certainty; Wilson's interval tells then.
"""

import math

import numpy as np

from finetooth.core.statistics import Z
from finetooth.metrics import metric_named
from finetooth.metrics.intervals import fallback
from finetooth.metrics.resampling import samples
from finetooth.metrics.said import Said
from finetooth.metrics.sample import Sample

RESAMPLES = 200


def standard_error(metric_name: str, predictions: Said, resamples: int = RESAMPLES) -> float:
    """Return the standard error of a metric of all labelled rows, NaN where the metric is undefined.

    The same predictions give the same error: the resamples are drawn with a seed of their own.
    """
    metric, labelled = metric_named(metric_name), predictions.labelled()
    if labelled.problem:
        return math.nan
    value = float(metric.values(Sample.whole(labelled))[0, 0])
    if not math.isfinite(value):
        return math.nan
    found = np.concatenate([metric.values(sample)[:, 0] for sample in samples(labelled, resamples, seed=0)])
    known = found[np.isfinite(found)]
    if len(known) > 1 and np.ptp(known) > 1e-12:
        return float(np.std(known, ddof=1))
    low, high = fallback(value, len(labelled), metric.bounds)
    return (high - low) / (2 * Z)
