"""Balanced accuracy: the mean of the classes' recalls."""

from finetooth.metrics.metric import ClassMetric, MacroMetric
from finetooth.metrics.recall import Recall


class BalancedAccuracy(MacroMetric):
    """The mean recall over the classes that have rows: what a model that knows nothing gets is 1 / classes.

    The same number as macro_recall, under the name by which it is known beside accuracy. Source: Brodersen et al. 2010.
    """

    name = "balanced_accuracy"
    examples = [((0, 1, 1, 1), (0.3, 0.1, 0.8, 0.9), 5 / 6), ((0, 0, 0, 1), (0.1, 0.2, 0.3, 0.4), 0.5), ((), (), None)]

    def of(self) -> ClassMetric:
        """Return recall."""
        return Recall()
