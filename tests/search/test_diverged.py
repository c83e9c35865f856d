import math

import pytest

from finetooth.core.tuning import Trial
from finetooth.guards.divergence import diverged
from finetooth.search.diverged import has_diverged


@pytest.mark.parametrize(
    "error",
    [
        diverged([0.7, math.nan]),
        diverged([0.7, math.inf]),
        diverged([0.7, 9.0, 9.5, 9.9]),
        "the loss became nan in step 12",
        "the gradient became inf in step 3",
        "the weights of classifier.weight are no numbers in step 4",
        "the validation loss is no number",
        "training diverged",
    ],
)
def test_what_training_says_of_a_divergence_is_known(error: str) -> None:
    assert has_diverged(Trial(1, {}, None, None, 1.0, error))


@pytest.mark.parametrize("error", ["CUDA out of memory", "macro_f1 of the validation rows is no number", "", "no file"])
def test_other_failures_are_none(error: str) -> None:
    assert not has_diverged(Trial(1, {}, None, None, 1.0, error))
    assert not has_diverged(Trial(1, {}, 0.8, 1.0, 1.0, "the loss became nan in step 12")), "it has a score"
