"""FIT004."""

import pytest

from finetooth.checks.overfitting.curves import TURNED, example
from finetooth.checks.overfitting.memorised import Memorised
from finetooth.core.finding import Outcome, Severity


@pytest.mark.parametrize(
    ("best", "severity"), [(3, Severity.INFO), (4, Severity.INFO), (5, Severity.WARNING), (8, Severity.WARNING)]
)
def test_it_is_a_remark_where_the_checkpoint_lies_before_the_turn(judge, best: int, severity: Severity) -> None:
    verdict = judge(Memorised, {"curve": example(TURNED, best=best)})
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, severity)
    assert verdict.evidence["turn_epoch"] == 4
    assert "turned at epoch 4 and rose by 78%" in verdict.message


def test_a_loss_that_keeps_falling_passes(judge) -> None:
    verdict = judge(Memorised, {"curve": example([0.9, 0.6, 0.5, 0.45, 0.44], best=5)})
    assert verdict.outcome is Outcome.PASSED
    assert "5 evaluations up to epoch 5" in verdict.message


def test_one_evaluation_or_none_is_no_evidence(judge) -> None:
    assert judge(Memorised, {"curve": example([0.9], best=1)}).outcome is Outcome.NOT_APPLICABLE
    assert judge(Memorised, {"curve": example([], best=1)}).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(("calibrated", "severity"), [(0.47, Severity.INFO), (0.60, Severity.WARNING)])
def test_a_model_that_is_only_too_sure_is_a_remark(judge, calibrated: float, severity: Severity) -> None:
    known = [0.8, 0.6, 0.5, 0.47, 0.47, 0.47, 0.47, calibrated]
    verdict = judge(Memorised, {"curve": example(TURNED, best=8, calibrated_loss=known)})
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, severity)
    assert ("too sure but knowing no less" in verdict.message) is (severity is Severity.INFO)
