"""FIT005."""

from finetooth.checks.overfitting.curves import example
from finetooth.checks.overfitting.diverged import DivergedOnTheWay
from finetooth.core.finding import Outcome
from finetooth.core.results import Retry


def test_each_retry_is_told_with_where_why_and_the_learning_rate(judge) -> None:
    retries = (
        Retry(1_234, 1_200, "the loss is not a number", 1e-4),
        Retry(1_300, 1_250, "the gradient became inf", 5e-5),
    )
    verdict = judge(DivergedOnTheWay, {"curve": example([0.9, 0.6], best=2, retries=retries)})
    assert verdict.outcome is Outcome.FAILED
    assert verdict.message.startswith("training diverged 2 times: step 1,234: the loss is not a number, back to")
    assert "learning rate of at most 5e-05" in verdict.message
    assert verdict.evidence["retries"][0]["back_to"] == 1_200


def test_none_is_a_pass_that_says_how_far_it_went(judge) -> None:
    verdict = judge(DivergedOnTheWay, {"curve": example([0.9, 0.6], best=2)})
    assert verdict.outcome is Outcome.PASSED
    assert verdict.message == "no divergence in 20 steps, 2 evaluations"
