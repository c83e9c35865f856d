"""Costs: from a recipe's words to a matrix, the cheapest answers, and what they cost in the mean."""

import numpy as np
import pytest

from finetooth.answering.costs import ExpectedCost, matrix_of
from finetooth.answering.rule import Rule
from finetooth.core.errors import UserError
from finetooth.metrics.predictions import UNKNOWN, Predictions
from finetooth.metrics.score import score

LABELS = ("fraud", "ham", "spam")


def test_the_short_form_is_a_row_of_the_matrix():
    short, long = (
        matrix_of(asked, LABELS) for asked in ({"missed": {"fraud": 20}}, {"fraud": {"ham": 20, "spam": 20}})
    )
    assert short == long == ((0.0, 20.0, 20.0), (1.0, 0.0, 1.0), (1.0, 1.0, 0.0))


def test_a_label_may_be_called_missed():
    assert matrix_of({"missed": {"seen": 3}}, ("missed", "seen")) == ((0.0, 3.0), (1.0, 0.0))


@pytest.mark.parametrize(
    ("asked", "where", "what"),
    [
        ({"missed": {"froud": 20}}, "evaluate.costs.missed.froud", "did you mean fraud"),
        ({"hamm": {"fraud": 1}}, "evaluate.costs", "did you mean ham"),
        ({"ham": {"frad": 1}}, "evaluate.costs.ham", "did you mean fraud"),
        ({"ham": {"fraud": -1}}, "evaluate.costs.ham.fraud", "0 or more"),
        ({"ham": {"fraud": float("nan")}}, "evaluate.costs.ham.fraud", "0 or more"),
        ({one: dict.fromkeys(LABELS, 0) for one in LABELS}, "evaluate.costs", "all costs are 0"),
    ],
)
def test_what_is_wrong_is_told_with_its_key(asked, where, what):
    with pytest.raises(UserError, match=what) as caught:
        matrix_of(asked, LABELS)
    assert where in caught.value.where


def test_no_other_rule_answers_cheaper(told):
    """Of all thresholds the one by costs is the cheapest on rows whose true probabilities are told."""
    one = told(20_000)
    costs = matrix_of({"missed": {"spam": 9}}, one.labels)
    rule = Rule("costs", costs=costs)
    assert rule.threshold == pytest.approx(0.1)
    assert (rule.answers(one.probabilities) == (one.probabilities[:, 1] > 0.1)).all()

    def cost(decided: np.ndarray) -> float:
        made = Predictions(one.ids, one.truth, one.probabilities, one.labels, decided.astype(np.int64))
        return score(made, 200, chosen=[ExpectedCost(costs)])[0].value or 0.0

    mine = cost(rule.answers(one.probabilities))
    others = [cost(one.probabilities[:, 1] > cut) for cut in (0.02, 0.3, 0.5, 0.9)]
    assert mine < min(others)


def test_the_expected_cost_has_an_interval_and_knows_strange_labels():
    costs = matrix_of({"missed": {"fraud": 20}}, LABELS)
    truth, answers = np.array([0, 0, 1, 2, UNKNOWN] * 20), np.array([0, 1, 1, 0, 2] * 20)
    one = Predictions(np.arange(100), truth, np.full((100, 3), 1 / 3), LABELS, answers)
    (found,) = score(one, 500, chosen=[ExpectedCost(costs)])
    assert found.metric == "expected_cost"
    assert found.value == pytest.approx((0 + 20 + 0 + 1 + 20) / 5)
    assert found.low < found.value < found.high <= 20


def test_rules_of_two_classes_are_thresholds():
    assert Rule().threshold == 0.5
    assert Rule("weights", weights=(0.3, 0.7)).threshold == pytest.approx(0.3)
    assert Rule("weights", weights=(0.3, 0.7)).answers(np.array([[0.68, 0.32], [0.72, 0.28]])).tolist() == [1, 0]
    assert "from a probability of 0.300" in Rule("weights", weights=(0.3, 0.7)).told(("no", "yes"))[0]
    assert Rule("weights", weights=(1.0, 2.0, 0.5)).threshold is None
    assert "“b” counts 2.00 times" in Rule("weights", weights=(1.0, 2.0, 0.5)).told(("a", "b", "c"))[1]
