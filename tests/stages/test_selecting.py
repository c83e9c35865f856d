"""The default is kept unless it is beaten beyond noise, and the luck of the best of many is told."""

import numpy as np
import pytest

from finetooth.core.tuning import Trial
from finetooth.metrics.predictions import Predictions
from finetooth.stages.selecting import select

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
