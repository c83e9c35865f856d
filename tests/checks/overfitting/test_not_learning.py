"""FIT002."""

import math

import polars as pl
import pytest

from finetooth.checks.overfitting.not_learning import NotLearning
from finetooth.core.finding import Outcome
from finetooth.core.results import Curve, CurvePoint


def _example(losses: list[float], scores: list[float], classes: int = 4, train_loss: float = 1.0) -> dict[str, object]:
    points = [
        CurvePoint(n, n + 1, train_loss, loss, 0.5, score)
        for n, (loss, score) in enumerate(zip(losses, scores, strict=True))
    ]
    counts = pl.DataFrame({"label": [str(n) for n in range(classes)], "rows": [10] * classes})
    return {"curve": Curve(tuple(points), "macro_f1", 0, False, 3), "label_counts": counts}


CHANCE = math.log(4)


@pytest.mark.parametrize(
    ("losses", "scores", "outcome"),
    [
        ([CHANCE, CHANCE], [0.1, 0.1], Outcome.FAILED),
        ([CHANCE, 0.96 * CHANCE], [0.1, 0.1], Outcome.FAILED),
        ([CHANCE, 0.94 * CHANCE], [0.1, 0.1], Outcome.PASSED),
        ([CHANCE, CHANCE], [0.1, 0.11], Outcome.PASSED),
        ([CHANCE], [0.1], Outcome.FAILED),
        ([0.5, 0.5], [0.9, 0.9], Outcome.PASSED),
    ],
)
def test_no_gain_at_the_loss_of_guessing(judge, losses: list[float], scores: list[float], outcome: Outcome) -> None:
    assert judge(NotLearning, _example(losses, scores)).outcome is outcome


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_a_fault(judge, loss: float) -> None:
    verdict = judge(NotLearning, _example([1.0, loss, 0.9], [0.1, 0.5, 0.6]))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.evidence["epochs"] == [1]
    assert judge(NotLearning, _example([0.5], [0.9], train_loss=loss)).outcome is Outcome.FAILED


def test_one_class_or_no_point_is_no_evidence(judge) -> None:
    assert judge(NotLearning, _example([0.5], [0.9], classes=1)).outcome is Outcome.NOT_APPLICABLE
    assert judge(NotLearning, _example([], [])).outcome is Outcome.NOT_APPLICABLE


def test_the_simpler_model_that_came_first_is_no_evaluation_of_the_fit(judge) -> None:
    facts = _example([CHANCE, 0.9, 0.5], [0.4, 0.5, 0.6])
    rival = CurvePoint(0, 0, 1.0, 2.0, 0.5, 0.9)
    curve = facts["curve"]
    assert (
        judge(NotLearning, {**facts, "curve": Curve((rival, *curve.points), "macro_f1", 0, False, 3)}).outcome
        is Outcome.PASSED
    )
    alone = Curve((rival,), "macro_f1", 0, False, 0)
    assert judge(NotLearning, {**facts, "curve": alone}).outcome is Outcome.NOT_APPLICABLE
