"""R²: the share of the variance that the answers explain."""

from typing import Any

from finetooth.metrics.metric import Metric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, ratio
from finetooth.problems.problem import REGRESSION


class R2(Metric):
    """1 - squared errors / squared distances from the mean of these rows: 1 is perfect, 0 is telling the mean.

    It is below 0 for answers that are worse than the mean. Undefined where all rows have the same number.
    """

    name = "r2"
    bounds = (-float("inf"), 1.0)
    problem_types = (REGRESSION,)
    examples = [((1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 1.0), ((1.0, 3.0), (2.0, 2.0), 0.0), ((1.0, 1.0), (2.0, 1.0), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the shares, [r, 1]."""
        said: Any = sample.predictions
        shifted = said.truth - said.truth.mean() if len(said) else said.truth  # so that little is lost to rounding
        spread = sample.total(shifted**2) - ratio(sample.total(shifted) ** 2, sample.total())
        spread[spread <= 1e-12 * sample.total(shifted**2)] = 0.0
        found: Floats = (1 - ratio(sample.total((said.values - said.truth) ** 2), spread))[:, None]
        return found

    def reason(self, predictions: Said, column: int) -> str:
        """Return why it is undefined."""
        return "all rows have the same number" if len(predictions) else super().reason(predictions, column)
