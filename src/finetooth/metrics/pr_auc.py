"""PR-AUC: the area under the precision-recall curve, as average precision."""

import numpy as np

from finetooth.metrics.metric import OF_LABELS, ClassMetric, MacroMetric
from finetooth.metrics.ranking import areas
from finetooth.metrics.roc_auc import ClassRocAuc, of_second
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts


class ClassPrAuc(ClassMetric):
    """The mean precision, over rows of the class, among all rows that score as high or higher: average precision.

    Ties are one threshold and nothing is interpolated, as in scikit-learn. Chance is the share of the class, not 0.5:
    it tells more than roc_auc where the class is rare. Undefined where all rows or no row are of the class (of all rows
    it would be 1 whatever the model says). Sources: Davis & Goadrich 2006; Boyd et al. 2013 (interval of few rows).
    """

    name = "pr_auc"
    by_logit = True
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.4, 0.9), 5 / 6), ((0, 1), (0.5, 0.5), 0.5), ((1, 1), (0.1, 0.9), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the areas, [r, k + 1]; the last is always NaN, since the model gives no probability for it."""
        return sample.once(areas).precision_recall

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the rows of each class, [r, k + 1]."""
        true, rows = sample.once(counts).true, sample.total()[:, None]
        return np.where(true < rows, true, 0.0)

    def reason(self, predictions: Said, column: int) -> str:
        """Return why the area of this label is undefined."""
        return ClassRocAuc().reason(predictions, column)


class PrAuc(MacroMetric):
    """The area of the second of two labels; of more, or where a row can have several, the mean over labels.

    Of classes with only a few rows each it reads too high, and its interval does not make up for all of it.
    """

    name = "pr_auc"
    by_logit = True
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.4, 0.9), 5 / 6), ((0, 1), (0.2, 0.8), 1.0), ((1, 1), (0.1, 0.9), None)]

    def of(self) -> ClassMetric:
        """Return the area of one class."""
        return ClassPrAuc()

    def values(self, sample: Sample) -> Floats:
        """Return the area, [r, 1]."""
        if of_second(sample.predictions):
            return sample.once(areas).precision_recall[:, 1:2]
        return super().values(sample)

    def support(self, sample: Sample) -> Floats:
        """Return the rows behind the area, [r, 1]."""
        return self.of().support(sample)[:, 1:2] if of_second(sample.predictions) else super().support(sample)

    def rows_a_share(self, sample: Sample) -> Floats:
        """Return the rows behind the area of a class, [r, 1]."""
        return self.support(sample) if of_second(sample.predictions) else super().rows_a_share(sample)

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no area."""
        return "the rows are all of one class" if len(predictions) else super().reason(predictions, column)
