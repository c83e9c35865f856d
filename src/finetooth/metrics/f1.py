"""F1: the harmonic mean of precision and recall."""

from finetooth.metrics.metric import OF_LABELS, ClassMetric, MacroMetric, Metric, WeightedMetric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, ratio
from finetooth.problems.problem import MULTI


class F1(ClassMetric):
    """2 · right / (rows predicted as the class + rows of the class); undefined only for a class with neither."""

    name = "f1"
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), 0.8), ((0, 1), (0.1, 0.2), 0.0), ((0, 0), (0.1, 0.2), None)]

    def by_class(self, sample: Sample) -> Floats:
        """Return the F1 values, [r, k + 1]."""
        found = sample.once(counts)
        return ratio(2 * found.right, found.predicted + found.true)

    def support_by_class(self, sample: Sample) -> Floats:
        """Return the mean of predicted and true rows, [r, k + 1]: the denominator of F1 as a proportion."""
        found = sample.once(counts)
        return (found.predicted + found.true) / 2

    def reason(self, predictions: Said, column: int) -> str:
        """Return why the F1 of this label is undefined."""
        return f"{super().reason(predictions, column)}, and none was predicted"


class MacroF1(MacroMetric):
    """The mean F1 over the classes that occur in the truth or the predictions (scikit-learn's macro average).

    Labels that the model does not know count together as one more class, with F1 0.
    """

    name = "macro_f1"
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), (2 / 3 + 0.8) / 2), ((0, 0), (0.1, 0.2), 1.0), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return F1."""
        return F1()


class WeightedF1(WeightedMetric):
    """The mean F1 over the classes, each counted as often as it has rows (scikit-learn's weighted average).

    Rare classes hardly count: see macro_f1.
    """

    name = "weighted_f1"
    problem_types = OF_LABELS
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), (2 / 3 + 0.8) / 2), ((0, 0, 1), (0.1, 0.2, 0.3), 8 / 15)]
    examples += [((), (), None)]

    def of(self) -> ClassMetric:
        """Return F1."""
        return F1()


class MicroF1(Metric):
    """2 · right / (answered + true), all labels of all rows counted alike; with one label a row it is the accuracy."""

    name = "micro_f1"
    problem_types = (MULTI,)
    examples = [(((1, 0), (1, 1)), ((0.9, 0.1), (0.9, 0.2)), 0.8), (((0, 1),), ((0.2, 0.7),), 1.0), ((), (), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the values, [r, 1]."""
        found = sample.once(counts)
        total = found.predicted.sum(axis=1) + found.true.sum(axis=1)
        return ratio(2 * found.right.sum(axis=1), total)[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why it is undefined."""
        return "no row has a label, and none was answered" if len(predictions) else super().reason(predictions, column)
