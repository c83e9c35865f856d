"""FIT001."""

import math

import pytest

from finetooth.checks.overfitting.overfit_gap import OverfitGap
from finetooth.core.finding import Outcome, Severity
from finetooth.core.results import Curve, CurvePoint

TURNED = [0.9, 0.6, 0.5, 0.48, 0.55, 0.66, 0.78, 0.93]


def _curve(
    losses: list[float], best: int, train_score: float = 0.9, score: float = 0.8, stopped: bool = False
) -> Curve:
    points = [CurvePoint(n, 10 * n, 0.9 / n, loss, train_score, score) for n, loss in enumerate(losses, start=1)]
    return Curve(tuple(points), "macro_f1", 10 * best, stopped, 20)


@pytest.mark.parametrize(("best", "outcome"), [(3, Outcome.PASSED), (4, Outcome.PASSED), (5, Outcome.FAILED)])
def test_a_kept_point_after_the_turn_is_a_fault(judge, best: int, outcome: Outcome) -> None:
    verdict = judge(OverfitGap, {"curve": _curve(TURNED, best)})
    assert verdict.outcome is outcome
    assert (verdict.evidence["turn_epoch"], verdict.evidence["best_epoch"]) == (4, best)


@pytest.mark.parametrize(("score", "outcome"), [(0.76, Outcome.PASSED), (0.74, Outcome.FAILED)])
def test_a_wide_gap_is_a_fault(judge, score: float, outcome: Outcome) -> None:
    verdict = judge(OverfitGap, {"curve": _curve([0.9, 0.8, 0.7], best=3, score=score)})
    assert verdict.outcome is outcome
    assert verdict.evidence["gap"] == round(0.9 - score, 4)


def test_a_pass_says_that_early_stopping_acted(judge) -> None:
    verdict = judge(OverfitGap, {"curve": _curve(TURNED, best=4, stopped=True)})
    assert verdict.evidence["stopped_early"] is True
    assert "epoch 4 of 20 planned epochs" in verdict.message
    assert verdict.message.endswith("early stopping ended the training")


@pytest.mark.parametrize("curve", [_curve([0.9], best=2), _curve([0.9], best=1, score=math.nan), _curve([], best=1)])
def test_without_a_kept_point_or_score_there_is_no_evidence(judge, curve: Curve) -> None:
    assert judge(OverfitGap, {"curve": curve}).outcome is Outcome.NOT_APPLICABLE


def test_a_simpler_model_that_was_kept_is_not_judged_as_a_fit(judge) -> None:
    points = (CurvePoint(0, 0, 0.1, 0.9, 1.0, 0.5), *_curve([0.9, 0.8, 0.7], best=3).points)
    curve = Curve(points, "macro_f1", 0, False, 3)
    assert judge(OverfitGap, {"curve": curve}).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("best", "score", "severity"),
    [
        (8, 0.55, Severity.ERROR),  # past the turn, and far better on its own rows
        (8, 0.70, Severity.WARNING),  # past the turn, but not so much better
        (4, 0.55, Severity.WARNING),  # before it: a hard task
    ],
)
def test_rote_learning_that_was_kept_blocks(judge, best: int, score: float, severity: Severity) -> None:
    verdict = judge(OverfitGap, {"curve": _curve(TURNED, best, score=score)})
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, severity)
