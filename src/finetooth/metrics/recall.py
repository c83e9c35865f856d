"""Recall: how many of the rows of a class are predicted as that class."""

from finetooth.metrics.metric import OF_LABELS, ClassMetric, MacroMetric, Metric, WeightedMetric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, ratio
from finetooth.problems.problem import MULTI


class Recall(ClassMetric):
    """Right rows / rows of the class; undefined for a class without rows."""

    name = "recall"
    problem_types = OF_LABELS
    examples = [((0, 1, 1, 1), (0.7, 0.1, 0.8, 0.9), 2 / 3), ((0, 1), (0.1, 0.2), 0.0), ((0, 0), (0.1, 0.7), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the recalls, [r, k + 1]; the last, of labels the model does not know, is 0 where there are any."""
        found = sample.once(counts)
        return ratio(found.right, found.true)

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the rows of each class, [r, k + 1]."""
        return sample.once(counts).true


class MacroRecall(MacroMetric):
    """The mean recall over the classes that have rows (scikit-learn's ``balanced_accuracy_score``).

    A class that is predicted but has no row has no recall, so it does not count here; it lowers macro_precision and
    macro_f1. scikit-learn's ``recall_score(average="macro")`` warns and counts it as 0.
    """

    name = "macro_recall"
    problem_types = OF_LABELS
    examples = [((0, 1, 1, 1), (0.7, 0.1, 0.8, 0.9), 1 / 3), ((0, 0), (0.1, 0.7), 0.5), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return recall."""
        return Recall()


class WeightedRecall(WeightedMetric):
    """The mean recall over the classes, each counted as often as it has rows (scikit-learn's weighted average).

    With one label a row it is the accuracy; with several it is the same number as micro_recall.
    """

    name = "weighted_recall"
    problem_types = (MULTI,)
    examples = [(((1, 0), (1, 1)), ((0.9, 0.1), (0.9, 0.2)), 2 / 3), (((0, 1),), ((0.2, 0.7),), 1.0), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return recall."""
        return Recall()

    def reason(self, predictions: Said, column: int) -> str:
        """Return why it is undefined."""
        return MicroRecall().reason(predictions, column)


class MicroRecall(Metric):
    """Right labels / true labels, all labels of all rows counted alike; with one label a row it is the accuracy."""

    name = "micro_recall"
    problem_types = (MULTI,)
    examples = [(((1, 0), (1, 1)), ((0.9, 0.1), (0.9, 0.2)), 2 / 3), (((0, 1),), ((0.2, 0.7),), 1.0), ((), (), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the recalls, [r, 1]."""
        found = sample.once(counts)
        return ratio(found.right.sum(axis=1), found.true.sum(axis=1))[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why it is undefined."""
        return "no row has a label" if len(predictions) else super().reason(predictions, column)
