"""ROC-AUC: the chance that a row of the class gets a higher probability for it than a row of another class."""

import numpy as np

from finetooth.metrics.metric import OF_LABELS, ClassMetric, MacroMetric
from finetooth.metrics.ranking import areas
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, of_labels
from finetooth.problems.problem import MULTI


class ClassRocAuc(ClassMetric):
    """The area under the ROC curve of one class against all others, ties counted half; exact, by ranks.

    Undefined where all rows or no row are of the class. Rows with a label the model does not know are rows of another
    class to every class. Source: Hanley & McNeil 1982.
    """

    name = "roc_auc"
    by_logit = True
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.4, 0.9), 0.75), ((0, 1), (0.5, 0.5), 0.5), ((1, 1), (0.1, 0.9), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the areas, [r, k + 1]; the last is always NaN, since the model gives no probability for it."""
        return sample.once(areas).roc

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the smaller of the rows of the class and all others, [r, k + 1].

        No area varies more than a proportion of so many rows does (Birnbaum & Klose 1957).
        """
        true, rows = sample.once(counts).true, sample.total()[:, None]
        fewer: Floats = np.minimum(true, rows - true)
        return fewer

    def reason(self, predictions: Said, column: int) -> str:
        """Return why the area of this label is undefined."""
        if len(predictions) and of_labels(predictions).of_class(column).all():
            return f"every row is of class {predictions.labels[column]!r}"
        return super().reason(predictions, column)


class RocAuc(MacroMetric):
    """The area of the second of two labels; of more, or where a row can have several, the mean over labels."""

    name = "roc_auc"
    by_logit = True
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.4, 0.9), 0.75), ((0, 1), (0.2, 0.8), 1.0), ((1, 1), (0.1, 0.9), None)]

    def of(self) -> ClassMetric:
        """Return the area of one class."""
        return ClassRocAuc()

    def values(self, sample: Sample) -> Floats:
        """Return the area, [r, 1]."""
        return sample.once(areas).roc[:, 1:2] if of_second(sample.predictions) else super().values(sample)

    def support(self, sample: Sample) -> Floats:
        """Return the rows behind the area, [r, 1]."""
        return self.of().support(sample)[:, 1:2] if of_second(sample.predictions) else super().support(sample)

    def rows_a_share(self, sample: Sample) -> Floats:
        """Return the rows behind the area of a class, [r, 1]."""
        return self.support(sample) if of_second(sample.predictions) else super().rows_a_share(sample)

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no area."""
        return "the rows are all of one class" if len(predictions) else super().reason(predictions, column)


def of_second(said: Said) -> bool:
    """Whether there are two labels of which one is right: the second's area is then the first's too."""
    return len(said.labels) == 2 and said.problem_type != MULTI
