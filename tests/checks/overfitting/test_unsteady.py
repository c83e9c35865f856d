"""FIT009."""

from finetooth.checks.overfitting.curves import example
from finetooth.checks.overfitting.unsteady import Unsteady
from finetooth.core.finding import Outcome

SOUND = [0.9, 0.7, 0.6, 0.55, 0.52, 0.5]


def test_noise_and_an_exploding_gradient_are_both_told(judge) -> None:
    curve = example(SOUND, train_loss=[1.0, 0.4, 1.3, 0.3, 1.2, 0.5], best=6, gradient_norm=[2, 2, 2, 2, 90, 2])
    verdict = judge(Unsteady, {"curve": curve})
    assert verdict.outcome is Outcome.FAILED
    assert "gradient norm is 90 in epoch 5" in verdict.message
    assert "training loss jumps" in verdict.message


def test_a_steady_training_passes(judge) -> None:
    assert judge(Unsteady, {"curve": example(SOUND, best=6)}).outcome is Outcome.PASSED
    assert judge(Unsteady, {"curve": example([0.9], best=1)}).outcome is Outcome.NOT_APPLICABLE
