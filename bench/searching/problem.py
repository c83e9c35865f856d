"""What is searched: a set's rows, the default settings, the space around them, and the fit that all searches share."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from finetooth.core.results import Base, CurvePoint, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.tuning import Dimension
from finetooth.recipe.sections import Training
from finetooth.stages.learn import KEPT, Manner, tried
from finetooth.stages.lesson import Lesson
from finetooth.stages.teaching import digest_of, lesson_of
from finetooth.stages.tune import default_settings
from finetooth.stages.watching import Watched, watched_of
from finetooth.tasks import classify
from finetooth.training import defaults
from finetooth.training.errors import DivergedError

from .fits import Fit, FitFiles, Params, summed


@dataclass(frozen=True)
class Problem:
    """One drawing of a set: everything that a search is given, and the rows that no search sees."""

    name: str
    draw: int
    training: Training
    base: Base
    splits: Splits
    default: Settings
    space: tuple[Dimension, ...]
    lesson: Lesson
    tests: list[dict[str, Any]]
    files: FitFiles

    @property
    def targets(self) -> np.ndarray:
        """The label index int64[rows] of each row that judges."""
        return np.array([row["labels"] for row in self.lesson.validation])

    @property
    def first(self) -> Params:
        """The default's values of what is searched."""
        return {part.name: getattr(self.default, part.name) for part in self.space}

    def fit(self, params: Params, seed: int = 0) -> Fit:
        """Return the fit of these settings, done now where it was not done before."""
        found = self.files.find(params, seed)
        return found or self.files.keep(*self._fitted(params, seed))

    def _fitted(self, params: Params, seed: int) -> tuple[Fit, np.ndarray | None]:
        settings = replace(defaults.with_params(self.default, dict(params)), seed=seed, keep_simpler=False)
        begin, answers, points = time.process_time(), {}, []

        def evaluated(known: Sequence[CurvePoint]) -> None:
            points[:] = known

        manner = Manner(lambda _done, _message: None, evaluated, answered=answers.__setitem__)
        try:
            model, curve, _ = tried(self.lesson, settings, manner)
        except DivergedError as error:
            return _of(params, seed, points, None, None, begin, str(error)), None
        best = next(place for place, point in enumerate(curve.points) if point.step == curve.best_step)
        watched = self._tested(model)
        return _of(params, seed, curve.points, (curve.kept_score, best), watched, begin), answers[KEPT]

    def _tested(self, model: Any) -> Watched:
        logits = classify.logits(model, self.lesson.tokenizer, self.tests)
        truth = np.array([row["labels"] for row in self.tests])
        return watched_of(self.default.selection_metric, logits, truth, self.lesson.labels)


def problem_of(
    parts: tuple[Rows, Rows, Rows], base: Base, named: tuple[str, int], epochs: int | None, folder: Path | None
) -> Problem:
    """Return the search on these training, validation and test rows, its fits kept below the folder.

    One set of validation rows judges for all. ``epochs`` lowers the default's, which half as many stand beside.
    """
    train, validation, test = parts
    asked = {"num_train_epochs": [epochs, max(1, epochs // 2)]} if epochs else {}
    training = Training(cross_validation="none", contrastive="none", bf16=False, **asked)
    splits = Splits(train, validation, test, Rows(test.table[:0]))
    default = default_settings(training, "auto", 0, base, splits)
    weights = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
    lesson = lesson_of(base, splits, weights, default)
    tests = Lesson.of(base, lesson.labels, train, test, default.max_length).validation
    place = folder / f"{named[0]}-{len(train)}-{named[1]}-{digest_of(lesson)[:8]}" if folder else None
    space = defaults.space(training, default)
    return Problem(*named, training, base, splits, default, space, lesson, tests, FitFiles(place))


def _of(
    params: Params,
    seed: int,
    points: Sequence[CurvePoint],
    kept: tuple[float, int] | None,
    tested: Watched | None,
    begin: float,
    failed: str = "",
) -> Fit:
    return Fit(
        dict(params),
        seed,
        tuple(point.epoch for point in points),
        tuple(point.validation_score for point in points),
        tuple(point.validation_error for point in points),
        summed([point.tokens for point in points]),
        kept[0] if kept else None,
        kept[1] if kept else 0,
        tested.score if tested else None,
        tested.error if tested else 0.0,
        round(time.process_time() - begin, 1),
        failed,
    )
