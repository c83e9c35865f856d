"""HPO002."""

import pytest

from finetooth.checks.tuning.best_at_edge import BestAtEdge
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Dimension, Trial

LOG = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)
LINEAR = Dimension("max_grad_norm", low=0.1, high=1.1)
FROM_ZERO = Dimension("weight_decay", low=0.0, high=0.5)
WHOLE = Dimension("layerwise_lr_decay", low=0.5, high=1.0)
EPOCHS = Dimension("num_train_epochs", low=1, high=8)
RATES = Dimension("learning_rate", (1e-4, 1e-5, 1e-3))
BATCHES = Dimension("per_device_train_batch_size", (8, 16, 32))
TWO_RATES = Dimension("learning_rate", (1e-4, 1e-3))


def _trials(dimension: Dimension, best: float) -> tuple[Trial, ...]:
    return (
        Trial(0, {dimension.name: 1e-4}, 0.7, 1.0, 1.0),
        Trial(1, {dimension.name: best}, 0.9, 1.0, 1.0),
        Trial(2, {dimension.name: 1e-4}, None, None, 1.0, "failed"),
    )


@pytest.mark.parametrize(
    ("dimension", "best", "edge"),
    [
        (LOG, 1.2e-5, "low"),
        (LOG, 1.4e-5, ""),
        (LOG, 7e-4, ""),
        (LOG, 8.5e-4, "high"),
        (LOG, 2e-3, "high"),  # the default, trial 0, may lie outside
        (LINEAR, 0.14, "low"),
        (LINEAR, 0.16, ""),
        (LINEAR, 1.06, "high"),
        (FROM_ZERO, 0.0, ""),  # there is nothing below
        (FROM_ZERO, 0.5, "high"),
        (WHOLE, 1.0, ""),  # nor above a share of 1
        (WHOLE, 0.5, "low"),
        (EPOCHS, 1, ""),  # nor below one epoch
        (EPOCHS, 8, "high"),
        (RATES, 1e-5, "low"),
        (RATES, 1e-4, ""),
        (RATES, 1e-3, "high"),
    ],
)
def test_edges(judge, dimension: Dimension, best: float, edge: str) -> None:
    verdict = judge(BestAtEdge, {"trials": _trials(dimension, best), "space": (dimension,)})
    assert verdict.outcome is (Outcome.FAILED if edge else Outcome.PASSED)
    assert verdict.evidence["edges"] == ({dimension.name: edge} if edge else {})
    assert verdict.evidence["best_trial"] == 1


@pytest.mark.parametrize("dimension", [BATCHES, TWO_RATES])
def test_lists_without_edges_are_not_judged(judge, dimension: Dimension) -> None:
    verdict = judge(BestAtEdge, {"trials": _trials(dimension, max(dimension.values)), "space": (dimension,)})
    assert verdict.outcome is Outcome.NOT_APPLICABLE


def test_of_equal_trials_the_earlier_is_the_best(judge) -> None:
    trials = (Trial(0, {"learning_rate": 1e-4}, 0.9, 1.0, 1.0), Trial(1, {"learning_rate": 1e-3}, 0.9, 1.0, 1.0))
    assert judge(BestAtEdge, {"trials": trials, "space": (LOG,)}).evidence["best_trial"] == 0


def test_a_trial_that_was_ended_early_is_not_the_best(judge) -> None:
    ended = Trial(3, {"learning_rate": 1e-3}, 0.95, 1.0, 1.0, pruned="behind the others")
    verdict = judge(BestAtEdge, {"trials": (*_trials(LOG, 2e-4), ended), "space": (LOG,)})
    assert (verdict.outcome, verdict.evidence["best_trial"]) == (Outcome.PASSED, 1)


def test_nothing_tuned_is_no_evidence(judge) -> None:
    assert judge(BestAtEdge, {"trials": _trials(LOG, 1e-5)[1:], "space": (LOG,)}).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("dimension", "best", "suggested"),
    [
        (LOG, 1e-3, [1e-5, 0.01]),
        (LOG, 1e-5, [1e-6, 1e-3]),
        (LINEAR, 1.1, [0.1, 1.6]),
        (FROM_ZERO, 0.5, [0.0, 0.75]),
        (Dimension("weight_decay", low=0.0, high=0.8), 0.8, [0.0, 0.9]),  # a share stays below 1
        (EPOCHS, 8, [1, 12]),
        (RATES, 1e-5, [1e-6, 1e-3]),
        (Dimension("lora_r", low=4, high=16, log=True), 4, [2, 16]),
        (Dimension("max_grad_norm", low=1.0, high=3.0), 1.0, [0.0, 3.0]),
    ],
)
def test_a_wider_range_is_suggested(judge, dimension: Dimension, best: float, suggested: list[float]) -> None:
    verdict = judge(BestAtEdge, {"trials": _trials(dimension, best), "space": (dimension,)})
    assert verdict.evidence["suggested"] == {dimension.name: pytest.approx(suggested)}
    assert f"try {dimension.name} from {suggested[0]:.3g} to {suggested[1]:.3g}" in verdict.message


def test_names_and_the_models_own_values_have_no_edge(judge) -> None:
    names = Dimension("lr_scheduler_type", ("cosine", "linear", "polynomial"))
    flags = Dimension("freeze_embeddings", (True, False))
    own = Dimension("hidden_dropout_prob", low=0.0, high=0.3)
    params = {"lr_scheduler_type": "linear", "freeze_embeddings": True, "hidden_dropout_prob": None}
    trials = (Trial(0, params, 0.9, 1.0, 1.0), Trial(1, {**params, "learning_rate": 1e-4}, 0.8, 1.0, 1.0))
    assert judge(BestAtEdge, {"trials": trials, "space": (names, flags, own)}).outcome is Outcome.NOT_APPLICABLE
    rates = Dimension("learning_rate", (1e-5, 1e-4, 1e-3))
    top = (Trial(0, {**params, "learning_rate": 1e-3}, 0.9, 1.0, 1.0), trials[1])
    assert judge(BestAtEdge, {"trials": top, "space": (names, flags, own, rates)}).evidence["edges"] == {
        "learning_rate": "high"
    }
