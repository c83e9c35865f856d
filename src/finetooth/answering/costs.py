"""Costs of mistakes: from what a recipe says to a matrix, and the expected cost as a metric."""

from collections.abc import Mapping, Sequence

import numpy as np

from finetooth.core.errors import UserError, did_you_mean
from finetooth.metrics.metric import MeanMetric
from finetooth.metrics.predictions import UNKNOWN, Floats, Predictions

Costs = tuple[tuple[float, ...], ...]  # [truth][answer]
MISSED = "missed"
EXPECTED_COST = "expected_cost"
WHERE = "recipe: evaluate.costs"


def matrix_of(asked: Mapping[str, Mapping[str, float]], labels: Sequence[str]) -> Costs:
    """Return the cost of each answer to each truth; what is not named costs 1 where it is wrong, else 0.

    ``{missed: {fraud: 20}}``: to answer anything else to a `fraud` costs 20. Raises UserError for a label that is not
    learned, a negative cost, and where nothing costs anything.
    """
    costs = 1.0 - np.eye(len(labels))
    short = asked.get(MISSED, {}) if MISSED not in labels else {}
    for name, cost in short.items():
        place = _place(name, labels, f"{WHERE}.{MISSED}")
        costs[place] = _cost(cost, f"{WHERE}.{MISSED}.{name}")
        costs[place, place] = 0.0
    for truth, answers in asked.items():
        if truth == MISSED and MISSED not in labels:
            continue
        row = _place(truth, labels, WHERE)
        for answer, cost in answers.items():
            costs[row, _place(answer, labels, f"{WHERE}.{truth}")] = _cost(cost, f"{WHERE}.{truth}.{answer}")
    if not costs.any():
        raise UserError("all costs are 0: every answer is as good", WHERE, "let at least one mistake cost something")
    return tuple(tuple(row) for row in costs.tolist())


def _place(name: str, labels: Sequence[str], where: str) -> int:
    if name not in labels:
        fix = f'labels: {", ".join(labels[:20])}; quote a name such as "yes" or "1"'
        raise UserError(f"no class is named {name!r}{did_you_mean(name, labels)}", f"{where}.{name}", fix)
    return labels.index(name)


def _cost(cost: float, where: str) -> float:
    if not 0 <= cost < float("inf"):
        raise UserError(f"a cost must be 0 or more, and is {cost:g}", where, "write what the mistake costs: 1, 20, 0.5")
    return float(cost)


class ExpectedCost(MeanMetric):
    """The mean cost of the answers, by a user's matrix; less is better.

    A row whose label the model does not know costs as much as the dearest mistake.
    """

    name = EXPECTED_COST
    higher_is_better = False

    def __init__(self, costs: Costs) -> None:
        self._costs = np.array(costs)
        self.bounds = (0.0, float(self._costs.max()))  # type: ignore[misc]

    def of_rows(self, predictions: Predictions) -> Floats:
        """Return the cost of each row's answer."""
        known = predictions.truth != UNKNOWN
        told: Floats = self._costs[np.where(known, predictions.truth, 0), predictions.predicted]
        return np.where(known, told, self._costs.max())
