"""HPO006."""

from dataclasses import replace

from finetooth.checks.tuning.pruned_too_early import PrunedTooEarly
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Seen, Trial

ENDED = Trial(20, {}, 0.4, 2.0, 4.0, seen=(Seen(1, 0.39), Seen(2, 0.4)), pruned="behind")


def finished(finals: list[float]) -> tuple[Trial, ...]:
    """Make trials that score 0.50, 0.51, ... at epoch 2, and these at the end."""
    return tuple(
        Trial(n, {}, final, 4.0, 9.0, seen=(Seen(1, 0.45), Seen(2, 0.5 + n / 100), Seen(4, final)))
        for n, final in enumerate(finals)
    )


def test_an_order_that_is_kept_passes_with_its_interval(judge) -> None:
    verdict = judge(PrunedTooEarly, {"trials": (*finished([0.7, 0.72, 0.71, 0.75, 0.77, 0.76, 0.8, 0.81]), ENDED)})
    assert verdict.outcome is Outcome.PASSED
    assert verdict.evidence["tau"] == 0.8571  # 26 of 28 pairs in order
    assert 0 < verdict.evidence["low"] < 0.8571 < verdict.evidence["high"] < 1
    assert "1 trial ended early, where scores rank much as at the end: rank correlation 0.86" in verdict.message


def test_an_order_that_turned_round_is_a_finding(judge) -> None:
    verdict = judge(PrunedTooEarly, {"trials": (*finished([0.8, 0.79, 0.81, 0.7, 0.71, 0.72, 0.73, 0.6]), ENDED)})
    assert verdict.outcome is Outcome.FAILED
    assert verdict.evidence["high"] < 0.5
    assert "where scores say little of the end" in verdict.message


def test_few_or_undecided_trials_are_no_evidence(judge) -> None:
    few = judge(PrunedTooEarly, {"trials": (*finished([0.7, 0.8, 0.6, 0.9]), ENDED)})
    assert (few.outcome, "fewer than 5" in few.message) == (Outcome.NOT_APPLICABLE, True)
    undecided = judge(PrunedTooEarly, {"trials": (*finished([0.7, 0.6, 0.8, 0.75, 0.9, 0.65]), ENDED)})
    assert (undecided.outcome, "cannot be told" in undecided.message) == (Outcome.NOT_APPLICABLE, True)
    none = judge(PrunedTooEarly, {"trials": finished([0.7, 0.8, 0.9, 0.91, 0.92])})
    assert none.outcome is Outcome.NOT_APPLICABLE


def test_a_repeated_setting_counts_once(judge) -> None:
    trials = finished([0.7, 0.72, 0.74, 0.76])
    again = tuple(replace(trial, number=10 + trial.number, same_as=trial.number) for trial in trials)
    assert judge(PrunedTooEarly, {"trials": (*trials, *again, ENDED)}).outcome is Outcome.NOT_APPLICABLE


def test_a_trial_that_still_rose_steeply_is_named(judge) -> None:
    trials = finished([0.7 + n / 50 for n in range(8)])
    steep = replace(ENDED, seen=(Seen(1, 0.2, 0.01), Seen(2, 0.48, 0.01)))
    verdict = judge(PrunedTooEarly, {"trials": (*trials, steep)})
    assert (verdict.outcome, verdict.evidence["rising"]) == (Outcome.FAILED, [20])
    assert "trial 20 still rose so fast" in verdict.message
    noisy = replace(ENDED, seen=(Seen(1, 0.2, 0.1), Seen(2, 0.48, 0.1)))
    assert judge(PrunedTooEarly, {"trials": (*trials, noisy)}).outcome is Outcome.PASSED, "a rise within noise is none"


def test_points_are_compared_at_the_same_share_of_the_plan(judge) -> None:
    """Half of a plan of four epochs is at epoch 2, of one of eight at epoch 4."""
    long = tuple(
        Trial(n, {"num_train_epochs": 8}, 0.7 + n / 50, 8.0, 9.0,
              seen=(Seen(2, 0.6 - n / 100), Seen(4, 0.6 + n / 100), Seen(8, 0.7 + n / 50)))
        for n in range(8)
    )  # fmt: skip
    ended = replace(ENDED, params={"num_train_epochs": 4})
    assert judge(PrunedTooEarly, {"trials": (*long, ended)}).evidence["tau"] == 1.0


def test_where_folds_judge_the_scores_after_as_many_folds_are_compared(judge) -> None:
    made = tuple(
        Trial(n, {"num_train_epochs": 3 + n}, 0.7 + n / 50, 4.0, 9.0, fold_scores=(0.7,) * 3,
              rungs=(Seen(1, 0.9), Seen(2, 0.6 + n / 100), Seen(3, 0.7 + n / 50)))
        for n in range(8)
    )  # fmt: skip
    ended = Trial(20, {"num_train_epochs": 5}, 0.4, 2.0, 4.0, rungs=(Seen(1, 0.1), Seen(2, 0.4)), pruned="behind")
    verdict = judge(PrunedTooEarly, {"trials": (*made, ended)})
    assert (verdict.outcome, verdict.evidence["tau"]) == (Outcome.PASSED, 1.0)
