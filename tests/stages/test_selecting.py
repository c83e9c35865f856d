"""The default is kept unless it is beaten beyond noise, and the luck of the best of many is told."""

from dataclasses import replace

import numpy as np
import pytest

from finetooth.core.tuning import Repeat, Selection, Trial
from finetooth.metrics.predictions import Predictions
from finetooth.stages.selecting import Compared, chosen_of, compared, confirmed, seed_spread

LABELS = ("a", "b")


def made(right: np.ndarray, truth: np.ndarray) -> Predictions:
    """Answers that are right where ``right`` says so."""
    told = np.where(right, truth, 1 - truth)
    probabilities = np.where(np.eye(2, dtype=bool)[told], 0.9, 0.1)
    return Predictions(np.arange(len(truth)), truth, probabilities, LABELS)


def trials_of(answers: dict[int, Predictions]) -> list[Trial]:
    score = {number: float((one.predicted == one.truth).mean()) for number, one in answers.items()}
    return [Trial(number, {"learning_rate": 1e-4}, value, 3.0, 1.0) for number, value in score.items()]


def answers_with(accuracies: list[float], rows: int, seed: int) -> dict[int, Predictions]:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, rows)
    return {number: made(random.random(rows) < share, truth) for number, share in enumerate(accuracies)}


def select(
    trials: list[Trial], answers: dict[int, Predictions], metric: str, seed: int, resamples: int = 500
) -> Selection | None:
    found = compared(trials, answers, metric, seed, resamples)
    return chosen_of(found) if found else None


def test_a_lead_within_noise_leaves_the_default():
    answers = answers_with([0.8] * 3, 60, seed=2)
    found = select(trials_of(answers), answers, "accuracy", 0)
    assert found is not None
    assert found.best != 0, "chance made another one lead"
    assert (found.chosen, found.gain > 0) == (0, True)
    assert found.low < 0 < found.high


def test_a_clear_lead_is_taken():
    answers = answers_with([0.6, 0.65, 0.9], 200, seed=1)
    found = select(trials_of(answers), answers, "accuracy", 0)
    assert (found.chosen, found.best) == (2, 2)
    assert found.gain > found.gain_error > 0
    assert found.low > 0


def test_the_default_may_be_the_best_and_ties_are_its_own():
    answers = answers_with([0.9, 0.6], 200, seed=1)
    assert select(trials_of(answers), answers, "accuracy", 0).chosen == 0
    same = {0: answers[0], 1: answers[0]}
    assert select(trials_of(same), same, "accuracy", 0).best == 0


def test_where_the_default_failed_the_best_is_chosen():
    answers = answers_with([0.5, 0.7, 0.8], 80, seed=2)
    trials = trials_of(answers)
    trials[0] = Trial(0, {}, None, None, 1.0, "the loss is no number")
    del answers[0]
    assert select(trials, answers, "accuracy", 0).chosen == 2
    assert select(trials[:1], {}, "accuracy", 0) is None


@pytest.mark.parametrize("rows", [60, 240])
def test_the_luck_of_the_best_is_about_what_it_truly_is(rows: int):
    """Ten trials of one true accuracy: the best one's score lies above it by what is told, within a quarter of it."""
    told, true = [], []
    for seed in range(80):
        answers = answers_with([0.8] * 10, rows, seed)
        found = select(trials_of(answers), answers, "accuracy", 9_000 + seed, resamples=100)
        told.append(found.optimism)
        true.append(max(trial.score for trial in trials_of(answers)) - 0.8)
    assert np.mean(told) == pytest.approx(np.mean(true), rel=0.25)


def test_one_clear_winner_owes_nothing_to_luck():
    answers = answers_with([0.5, 0.5, 0.95], 300, seed=5)
    assert select(trials_of(answers), answers, "accuracy", 0).optimism < 0.005


def test_the_same_trials_choose_the_same():
    answers = answers_with([0.7, 0.75, 0.8], 100, seed=4)
    assert select(trials_of(answers), answers, "macro_f1", 9) == select(trials_of(answers), answers, "macro_f1", 9)


def finals(default: list[float], other: list[float], trial: int = 1) -> list[Repeat]:
    return [
        Repeat(number, seed, score, 1.0)
        for number, scores in ((0, default), (trial, other))
        for seed, score in enumerate(scores, start=7)
    ]


def two(accuracies: list[float], rows: int = 400) -> Compared:
    answers = answers_with(accuracies, rows, seed=1)
    found = compared(trials_of(answers), answers, "accuracy", 0)
    assert found is not None
    return found


def test_among_equals_that_beat_the_default_the_one_with_the_fewest_tokens_is_chosen():
    answers = answers_with([0.6, 0.9], 300, seed=1)
    answers[2] = answers[1]
    trials = [replace(trial, tokens=tokens) for trial, tokens in zip(trials_of(answers), (10, 900, 20), strict=True)]
    found = chosen_of(compared(trials, answers, "accuracy", 0))
    assert set(found.within) == {1, 2}
    assert found.chosen == 2


def test_who_leads_with_further_seeds_too_is_chosen_and_the_lead_is_theirs():
    found = two([0.6, 0.9])
    said = confirmed(chosen_of(found), found, finals([0.60, 0.62], [0.80, 0.86]))
    assert (said.chosen, said.seeds) == (1, 2)
    assert said.gain == pytest.approx(0.22)
    assert said.seed_spread > 0
    assert said.low < said.gain < said.high


def test_who_does_not_lead_with_further_seeds_is_not_chosen():
    found = two([0.6, 0.9])
    said = confirmed(chosen_of(found), found, finals([0.70, 0.72], [0.70, 0.70]))
    assert (said.chosen, said.best, said.seeds) == (0, 1, 2)
    assert said.gain == pytest.approx(-0.01)


def test_a_lead_that_seeds_scatter_more_than_it_is_not_taken():
    found = two([0.6, 0.9])
    assert confirmed(chosen_of(found), found, finals([0.50, 0.80], [0.95, 0.55])).chosen == 0


def test_finals_that_failed_leave_the_first_choice():
    found = two([0.6, 0.9])
    first = chosen_of(found)
    failed = [replace(one, score=None) for one in finals([0.6], [0.6])]
    assert confirmed(first, found, failed) == first
    assert confirmed(first, found, ()) == first


def test_the_spread_over_seeds_leaves_out_what_a_seed_does_to_all():
    alike = [{1: 0.7, 2: 0.8}, {1: 0.6, 2: 0.7}]
    assert seed_spread(alike) == pytest.approx(0.0)
    assert seed_spread([{1: 0.7, 2: 0.8}, {1: 0.7, 2: 0.7}]) == pytest.approx(0.05)
    assert np.isnan(seed_spread([{1: 0.7}, {1: 0.6}]))


def test_noise_is_what_trials_do_not_share():
    assert two([0.8, 0.8]).noise() > 0.01
    answers = answers_with([0.8], 400, seed=1)
    same = {0: answers[0], 1: answers[0]}
    assert compared(trials_of(same), same, "accuracy", 0).noise() == 0.0


def test_who_fails_with_a_further_seed_is_not_chosen():
    found = two([0.6, 0.9])
    first = chosen_of(found)
    every = finals([0.60, 0.62], [0.80, 0.86])
    once = [replace(one, score=None) if (one.trial, one.seed) == (1, 8) else one for one in every]
    never = [replace(one, score=None) if one.trial == 1 else one for one in every]
    assert first.chosen == 1
    assert [confirmed(first, found, repeats).chosen for repeats in (every, once, never)] == [1, 0, 0]
