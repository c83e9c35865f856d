"""HPO005."""

from finetooth.checks.tuning.few_trials import FewTrials
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Dimension, Trial

RATE = Dimension("learning_rate", low=1e-5, high=1e-3, log=True)


def trials(count: int, failed: int = 0) -> tuple[Trial, ...]:
    return tuple(
        Trial(n, {"learning_rate": 1e-5 * (n + 1)}, None if n < failed else 0.8, 3.0, 1.0) for n in range(count)
    )


def test_the_chance_is_that_of_random_draws(judge) -> None:
    found = judge(FewTrials, {"trials": trials(6), "space": (RATE,)})
    assert found.outcome is Outcome.FAILED
    assert (
        found.message
        == "6 settings over 1 option: one of them is among the best tenth with 47% by chance; 16 reach 80 %"
    )


def test_failed_trials_and_repeats_do_not_count(judge) -> None:
    assert judge(FewTrials, {"trials": trials(18, failed=3), "space": (RATE,)}).outcome is Outcome.FAILED
    same = tuple(Trial(n, {"learning_rate": 1e-4}, 0.8, 3.0, 1.0) for n in range(30))
    assert judge(FewTrials, {"trials": same, "space": (RATE,)}).evidence["settings"] == 1
    assert judge(FewTrials, {"trials": trials(16), "space": (RATE,)}).outcome is Outcome.PASSED


def test_a_whole_grid_has_seen_everything(judge) -> None:
    space = (Dimension("learning_rate", (1e-5, 2e-5, 3e-5)),)
    assert judge(FewTrials, {"trials": trials(3), "space": space}).message.endswith("all combinations of the values")


def test_nothing_tuned_is_no_evidence(judge) -> None:
    assert judge(FewTrials, {"trials": (), "space": ()}).outcome is Outcome.NOT_APPLICABLE
