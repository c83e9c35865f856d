"""FIT006."""

import pytest

from finetooth.checks.overfitting.best_restored import BestRestored
from finetooth.checks.overfitting.curves import example
from finetooth.core.finding import Outcome


@pytest.mark.parametrize(
    ("loss", "score", "averaged", "outcome"),
    [
        (0.5, 0.85, 0, Outcome.PASSED),
        (0.5005, 0.85, 0, Outcome.PASSED),  # another batch's rounding
        (0.502, 0.85, 0, Outcome.FAILED),
        (0.55, 0.84, 0, Outcome.FAILED),  # the weights of the last evaluation
        (0.47, 0.86, 3, Outcome.PASSED),  # an average has a loss of its own
        (0.47, 0.80, 3, Outcome.FAILED),
        (float("nan"), float("nan"), 0, Outcome.NOT_APPLICABLE),
    ],
)
def test_the_model_is_compared_with_the_kept_point(judge, loss: float, score: float, averaged: int, outcome) -> None:
    curve = example([0.9, 0.6, 0.5, 0.55], best=3, kept_loss=loss, kept_score=score, averaged=averaged)
    assert judge(BestRestored, {"curve": curve}).outcome is outcome
