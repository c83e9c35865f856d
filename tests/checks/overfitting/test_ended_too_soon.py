"""FIT008."""

from dataclasses import replace

import pytest

from finetooth.checks.overfitting.curves import example
from finetooth.checks.overfitting.ended_too_soon import EndedTooSoon
from finetooth.core.finding import Outcome

RISING = example([1.3, 1.1, 0.9, 0.72, 0.55], scores=[0.4, 0.5, 0.6, 0.7, 0.8], best=5)


@pytest.mark.parametrize(("early", "said"), [(False, "it ran to its planned end"), (True, "early stopping ended it")])
def test_it_says_what_ended_it(judge, early: bool, said: str) -> None:
    verdict = judge(EndedTooSoon, {"curve": replace(RISING, stopped_early=early, planned_epochs=5)})
    assert verdict.outcome is Outcome.FAILED
    assert verdict.message.startswith(f"{said} at epoch 5 of 5, while the macro_f1 still rose")


def test_a_rise_within_noise_is_none(judge) -> None:
    noisy = example([1.3, 0.8, 0.6, 0.6, 0.6], scores=[0.4, 0.5, 0.6, 0.61, 0.62], best=5, error=0.05)
    assert judge(EndedTooSoon, {"curve": noisy}).outcome is Outcome.PASSED


def test_a_curve_past_its_best_tells_how_long_it_went_on(judge) -> None:
    verdict = judge(EndedTooSoon, {"curve": example([0.9, 0.6, 0.5, 0.55, 0.6], best=3, planned_epochs=20)})
    assert verdict.outcome is Outcome.PASSED
    assert verdict.evidence["share_after_best"] == 0.4
    assert "2 evaluations after the best, epoch 3" in verdict.message


def test_two_evaluations_show_no_direction(judge) -> None:
    assert judge(EndedTooSoon, {"curve": example([0.9, 0.6], best=2)}).outcome is Outcome.NOT_APPLICABLE
