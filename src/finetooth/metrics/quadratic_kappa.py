"""Quadratic kappa: agreement of grades beyond chance, where being off by two is four times as bad as by one."""

from typing import Any

from finetooth.metrics.mean_absolute_error import answer_and_truth
from finetooth.metrics.metric import Metric
from finetooth.metrics.said import Floats, Said
from finetooth.metrics.sample import Sample, ratio
from finetooth.problems.problem import ORDINAL


class QuadraticKappa(Metric):
    """1 - squared distances / those that two independent raters with these shares of grades would have.

    1 is perfect, 0 is chance. Of grades without gaps it is scikit-learn's ``cohen_kappa_score(weights="quadratic")``;
    where there are gaps, distances are those of the numbers. Source: Cohen 1968, "Weighted kappa".
    """

    name = "quadratic_kappa"
    bounds = (-1.0, 1.0)
    problem_types = (ORDINAL,)
    _three = ((0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.1, 0.1, 0.8))
    examples = [((0, 1, 2), _three, 1.0), ((2, 1, 0), _three, -1.0), ((0, 0), ((1.0, 0.0), (1.0, 0.0)), None)]

    def values(self, sample: Sample) -> Floats:
        """Return the agreements, [r, 1]."""
        said: Any = sample.predictions
        answer, truth = answer_and_truth(said)
        apart, rows = sample.total((answer - truth) ** 2), sample.total()
        squares = sample.total(answer**2) + sample.total(truth**2)
        by_chance = squares - 2 * ratio(sample.total(answer) * sample.total(truth), rows)
        by_chance[by_chance < 1e-9 * squares] = 0.0
        found: Floats = (1 - ratio(apart, by_chance))[:, None]
        return found

    def reason(self, predictions: Said, column: int) -> str:
        """Return why there is no kappa."""
        told = "all rows and all predictions are of one grade"
        return told if len(predictions) else super().reason(predictions, column)
