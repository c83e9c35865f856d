"""Cohen's kappa: agreement of truth and prediction beyond what their class shares give by chance."""

from finetooth.metrics.metric import Metric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, counts, ratio


class CohenKappa(Metric):
    """(accuracy - chance) / (1 - chance), where chance is what two independent raters of these class shares reach.

    Undefined where both hold one class only, the same: chance is then certain. Source: Cohen 1960.
    """

    name = "cohen_kappa"
    bounds = (-1.0, 1.0)
    examples = [((0, 0, 1, 1), (0.1, 0.7, 0.8, 0.9), 0.5), ((0, 1), (0.9, 0.1), -1.0), ((0, 0), (0.1, 0.2), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the agreements, [r, 1]."""
        found = sample.once(counts)
        rows = found.true.sum(axis=1)
        chance = (found.predicted * found.true).sum(axis=1)
        return ratio(found.right.sum(axis=1) * rows - chance, rows**2 - chance)[:, None]

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no kappa."""
        return "all rows and all predictions are of one class" if len(predictions) else super().reason(predictions, 0)
