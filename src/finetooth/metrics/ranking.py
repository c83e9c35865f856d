"""Areas under the ROC and the precision-recall curve of each class in each resample, from one sort of its scores."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finetooth.metrics.influence import Ranked, influences
from finetooth.metrics.predictions import Floats, Integers
from finetooth.metrics.sample import Sample, of_labels, ratio

Mask = npt.NDArray[np.bool_]


class Areas(NamedTuple):
    """One area a label in each resample, both [r, k + 1]; the last is NaN: of unknown labels there are no scores."""

    roc: Floats
    precision_recall: Floats


def areas(sample: Sample) -> Areas:
    """Return the areas of each class against all others; NaN where all rows or no row are of the class."""
    predictions = of_labels(sample.predictions)
    shape = (len(sample.weights), len(predictions.labels) + 1)
    found = Areas(np.full(shape, np.nan), np.full(shape, np.nan))
    for label in range(len(predictions.labels)):
        of_class = predictions.of_class(label)
        if of_class.any() and not of_class.all():
            order = predictions.ascending(label)
            ranked = Ranked(order, predictions.probabilities[order, label], of_class[order])
            found.roc[:, label], found.precision_recall[:, label] = (_linear if sample.blocks is not None else _exact)(
                sample, ranked
            )
    return found


def _exact(sample: Sample, ranked: Ranked) -> tuple[Floats, Floats]:
    """Return both areas in each resample, [r] each.

    Runs of ties, and whatever lies between two ties that hold rows of the class, are
    summed to one bin. The ROC area is the share of pairs in which the row of the class lies in the higher bin; that of
    precision and recall is the mean, over rows of the class, of the precision from their bin upwards.
    """
    order, inside, weights = ranked.order, ranked.inside, sample.weights
    bin_of = _bins(ranked.scores, inside)
    starts = np.flatnonzero(np.diff(bin_of, prepend=-1))
    ours = np.flatnonzero(inside)
    held, ours_starts = np.unique(bin_of[ours], return_index=True)

    total = np.add.reduceat(weights[:, order], starts, axis=1)
    positive = np.add.reduceat(weights[:, order[ours]], ours_starts, axis=1)
    rows, positives = total.sum(axis=1), positive.sum(axis=1)
    under = (np.cumsum(total, axis=1) - total)[:, held]
    under_positive = np.cumsum(positive, axis=1) - positive
    below = under - under_positive + (total[:, held] - positive) / 2
    roc = ratio((positive * below).sum(axis=1), positives * (rows - positives))
    precision = ratio(positives[:, None] - under_positive, rows[:, None] - under)
    mean = ratio(np.where(positive > 0, positive * precision, 0.0).sum(axis=1), positives)
    return roc, np.where(rows > positives, mean, np.nan)


def _bins(scores: Floats, inside: Mask) -> Integers:
    """Number the bins of sorted scores: a tie that holds a row of the class is one bin, all between two such is one."""
    tie = np.cumsum(np.diff(scores, prepend=scores[0]) > 0)
    holds = np.bincount(tie, weights=inside) > 0
    starts = holds | np.concatenate([[True], holds[:-1]])
    bins: Integers = (np.cumsum(starts) - 1)[tie]
    return bins


def _linear(sample: Sample, ranked: Ranked) -> tuple[Floats, Floats]:
    """Return both areas in each resample of blocks, [r] each, as sums of what each row does to them."""
    found = influences(ranked)
    side = ranked.inside.astype(np.int64)
    rows = sample.sums(side, 2, rows=ranked.order)
    mean = ratio(sample.sums(side, 2, found.above, ranked.order), rows)
    pull = sample.sums(np.zeros_like(side), 1, found.pull, ranked.order)[:, 0]
    roc = mean.sum(axis=1) - found.roc
    return roc, np.where((rows > 0).all(axis=1), found.precision_recall + pull, np.nan)
