"""FIT006."""

import pytest

from finetooth.checks.overfitting.best_restored import BestRestored
from finetooth.checks.overfitting.curves import example
from finetooth.core.finding import Outcome
from finetooth.core.results import CrossValidation, Curve, Fold


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


@pytest.mark.parametrize(
    ("final", "told"),
    [
        ("refit", "; it was fitted on all 200 rows, of which none is left to measure it on"),
        ("soup", "; it is the mean of the weights of 5 folds' models, and each of the 200 rows taught some of them"),
    ],
)
def test_what_was_not_measured_again_is_called_what_it_is(judge, final: str, told: str) -> None:
    nan, part = float("nan"), Curve((), "macro_f1", 0, False, 10)
    folds = tuple(Fold(1, number, 160, 40, 0.8, 0.03, 6.0, part) for number in range(1, 6))
    crossed = CrossValidation(folds, "macro_f1", "fine-tuned", 6.0, 0.8, 0.7, 0.9, {}, final, 200)
    curve = example([0.9, 0.6, 0.5, 0.55], best=3, kept_loss=nan, kept_score=nan, refitted=200)
    found = judge(BestRestored, {"curve": curve, "crossed": crossed})
    assert found.outcome is Outcome.NOT_APPLICABLE
    assert told in found.message
    assert ("fitted on all" in found.message) is (final == "refit")
