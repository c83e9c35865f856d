"""ROC-AUC: the chance that a row of the class gets a higher probability for it than a row of another class."""

import numpy as np

from finetooth.metrics.metric import ClassMetric, MacroMetric
from finetooth.metrics.predictions import Floats, Predictions
from finetooth.metrics.sample import Sample, counts, ratio


class ClassRocAuc(ClassMetric):
    """The area under the ROC curve of one class against all others, ties counted half; exact, by ranks.

    Undefined where all rows or no row are of the class. Rows with a label the model does not know are rows of another
    class to every class. Source: Hanley & McNeil 1982.
    """

    name = "roc_auc"
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.4, 0.9), 0.75), ((0, 1), (0.5, 0.5), 0.5), ((1, 1), (0.1, 0.9), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the areas, [r, k + 1]; the last is always NaN, since the model gives no probability for it."""
        return sample.once(areas)

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the smaller of the rows of the class and all others, [r, k + 1]: a cautious choice."""
        true = sample.once(counts).true
        fewer: Floats = np.minimum(true, true.sum(axis=1, keepdims=True) - true)
        return fewer

    def reason(self, predictions: Predictions, column: int) -> str:
        """Return why the area of this label is undefined."""
        if len(predictions) and (predictions.truth == column).all():
            return f"every row is of class {predictions.labels[column]!r}"
        return super().reason(predictions, column)


class RocAuc(MacroMetric):
    """For two labels the area of the second one; for more the mean over the classes that have one (one-vs-rest)."""

    name = "roc_auc"
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.4, 0.9), 0.75), ((0, 1), (0.2, 0.8), 1.0), ((1, 1), (0.1, 0.9), None)]

    def of(self) -> ClassMetric:
        """Return the area of one class."""
        return ClassRocAuc()

    def values(self, sample: Sample) -> Floats:
        """Return the area, [r, 1]."""
        return sample.once(areas)[:, 1:2] if len(sample.predictions.labels) == 2 else super().values(sample)

    def reason(self, predictions: Predictions, column: int) -> str:
        """Return why there is no area."""
        return "the rows are all of one class" if len(predictions) else super().reason(predictions, column)


def areas(sample: Sample) -> Floats:
    """Return the area under the ROC curve of each class in each resample, [r, k + 1]."""
    predictions, weights = sample.predictions, sample.weights
    classes = len(predictions.labels)
    found = np.full((len(weights), classes + 1), np.nan)
    for label in range(classes):
        of_class = predictions.truth == label
        if of_class.any() and not of_class.all():
            found[:, label] = _area(predictions.probabilities[:, label], of_class, weights)
    return found


def _area(scores: Floats, of_class: np.ndarray, weights: Floats) -> Floats:
    """Return the area in each resample, [r].

    Rows are sorted by score once. Runs of ties, and whatever lies between two ties that hold rows of the class, are
    summed to one bin; the area is the share of pairs in which the row of the class lies in the higher bin.
    """
    order = np.argsort(scores, kind="stable")
    inside = of_class[order]
    bin_of = _bins(scores[order], inside)
    starts = np.flatnonzero(np.diff(bin_of, prepend=-1))
    ours = np.flatnonzero(inside)
    held, ours_starts = np.unique(bin_of[ours], return_index=True)

    total = np.add.reduceat(weights[:, order], starts, axis=1)
    positive = np.add.reduceat(weights[:, order[ours]], ours_starts, axis=1)
    negative = total[:, held] - positive
    below = (np.cumsum(total, axis=1) - total)[:, held] - (np.cumsum(positive, axis=1) - positive)
    positives = positive.sum(axis=1)
    pairs = positives * (total.sum(axis=1) - positives)
    return ratio((positive * (below + negative / 2)).sum(axis=1), pairs)


def _bins(scores: Floats, inside: np.ndarray) -> np.ndarray:
    """Number the bins of sorted scores: a tie that holds a row of the class is one bin, all between two such is one."""
    tie = np.cumsum(np.diff(scores, prepend=scores[0]) > 0)
    holds = np.bincount(tie, weights=inside) > 0
    starts = holds | np.concatenate([[True], holds[:-1]])
    return (np.cumsum(starts) - 1)[tie]
