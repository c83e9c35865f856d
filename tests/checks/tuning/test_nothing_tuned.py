"""HPO001."""

import pytest

from finetooth.checks.tuning.nothing_tuned import NothingTuned
from finetooth.core.finding import Outcome
from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension, Trial

SPACE = (Dimension("learning_rate", low=1e-5, high=1e-3, log=True), Dimension("weight_decay", (0.0, 0.1)))


@pytest.mark.parametrize(
    ("scores", "space", "outcome"),
    [
        ([], SPACE, Outcome.FAILED),
        ([0.8], SPACE, Outcome.FAILED),
        ([0.8, None, None], SPACE, Outcome.FAILED),
        ([0.8, 0.7], (), Outcome.FAILED),
        ([0.8, 0.0], SPACE, Outcome.PASSED),
    ],
)
def test_two_finished_trials_over_an_option(
    judge, scores: list[float | None], space: tuple[Dimension, ...], outcome: Outcome
) -> None:
    trials = tuple(Trial(n, {"learning_rate": 1e-4}, score, 1.0, 1.0) for n, score in enumerate(scores))
    verdict = judge(NothingTuned, {"trials": trials, "space": space})
    assert verdict.outcome is outcome
    assert verdict.evidence["trials"] == len(scores)
    assert verdict.evidence["options"] == [dimension.name for dimension in space]


def test_where_pairs_of_rows_taught_the_model_nothing_was_there_to_tune(judge) -> None:
    settings = Settings(1e-4, 5, 16, 0.01, 0.1, 0.0, 1.0, 128, 3, None, "macro_f1", 42, contrastive=True)
    facts = {"trials": (), "space": (), "settings": settings}
    assert judge(NothingTuned, facts).outcome is Outcome.NOT_APPLICABLE
