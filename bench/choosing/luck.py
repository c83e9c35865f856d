"""Searches among trials that are all alike: how lucky the best is, what is told of it, and how often it is followed."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

ACCURACY, RESAMPLES = 0.8, 200
CASES = ((3, 60), (10, 60), (3, 240), (10, 240))
Told = dict[str, Any]


def searches(count: int) -> Iterator[Told]:
    """Yield what so many searches come to, for each number of trials and of validation rows."""
    for trials, rows in CASES:
        found = [search(trials, rows, seed) for seed in range(count)]
        yield {"trials": trials, "rows": rows, "searches": count} | {
            name: round(100 * float(np.mean([one[name] for one in found])), 1) for name in found[0]
        }


def search(trials: int, rows: int, seed: int, accuracies: Sequence[float] = ()) -> dict[str, float]:
    """Let trials of one true accuracy answer the same rows, and choose among them as the product does."""
    from finetooth.stages.selecting import ERRORS, chosen_of, compared

    random = np.random.default_rng([seed, trials, rows])
    truth = random.integers(0, 2, rows)
    many = {number: _answers(truth, random) for number in range(trials)}
    found = compared(_trials(many), many, "accuracy", seed, RESAMPLES)
    assert found is not None
    selection = chosen_of(found)
    return {
        "luck": max(trial.score or 0.0 for trial in found.trials) - ACCURACY,
        "told": found.optimism,
        "left_by_an_error": float(selection.gain > ERRORS * selection.gain_error),
        "left": float(selection.chosen != 0),
    }


def _answers(truth: np.ndarray, random: np.random.Generator) -> Any:
    from finetooth.metrics.predictions import Predictions

    told = np.where(random.random(len(truth)) < ACCURACY, truth, 1 - truth)
    return Predictions(np.arange(len(truth)), truth, np.where(np.eye(2, dtype=bool)[told], 0.9, 0.1), ("a", "b"))


def _trials(answers: dict[int, Any]) -> list[Any]:
    from finetooth.core.tuning import Trial

    shares = {number: float((one.predicted == one.truth).mean()) for number, one in answers.items()}
    return [Trial(number, {}, share, 1.0, 1.0) for number, share in shares.items()]


def show(found: Sequence[Told]) -> str:
    """Return the table, in points and in percent of the searches."""
    lines = ["trials  rows   luck   told   default left by one standard error   by luck and an error"]
    lines += [
        f"{one['trials']:>6}{one['rows']:>6}{one['luck']:>7.1f}{one['told']:>7.1f}{one['left_by_an_error']:>37.0f}%"
        f"{one['left']:>22.0f}%"
        for one in found
    ]
    return "\n".join(lines)
