"""A tuned language model must be shown to answer better, not only to have a lower loss."""

import pytest

from finetooth.checks.evaluation.no_better_than_base import NoBetterThanBase
from finetooth.core.finding import Finding, Passed
from finetooth.metrics.paired import Difference


def difference(metric: str, change: float | None, low: float | None, high: float | None) -> Difference:
    first = 0.2 if change is not None else None
    second = first + change if first is not None and change is not None else None
    return Difference(metric, first, second, change, low, high, 40, None, metric != "completion_loss")


FELL = difference("completion_loss", -0.4, -0.5, -0.3)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (difference("numeric_match", 0.025, -0.001, 0.07), "not shown to be better than the base model's"),
        (difference("numeric_match", -0.1, -0.2, -0.05), "worse than the base model's"),
    ],
)
def test_a_lower_loss_alone_does_not_do(answers: Difference, told: str):
    found = NoBetterThanBase().judge((FELL, answers))
    assert isinstance(found, Finding)
    assert told in found.message


def test_the_leading_metric_decides():
    better, doubtful = difference("rouge_l", 0.05, 0.02, 0.09), difference("chrf", 0.03, -0.01, 0.06)
    assert isinstance(NoBetterThanBase().judge((FELL, better, doubtful)), Passed)
    assert isinstance(NoBetterThanBase().judge((FELL, doubtful, better)), Finding)


def test_answers_that_cannot_be_scored_leave_it_to_the_loss():
    assert isinstance(NoBetterThanBase().judge((FELL,)), Passed)
    assert isinstance(NoBetterThanBase().judge((FELL, difference("exact_match", None, None, None))), Passed)
    still = difference("completion_loss", -0.01, -0.05, 0.03)
    found = NoBetterThanBase().judge((still, difference("rouge_l", 0.05, 0.02, 0.09)))
    assert isinstance(found, Finding)
    assert "learned anything" in found.message
