"""Judges: the rows as each way of reading them makes them, all of the same texts, so that scores can be compared."""

from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.problems.problem import Problem
from finetooth.recipe.sections import Tune
from finetooth.stages.folding import dealt
from finetooth.stages.judging import ByFolds, Judge, OneSplit
from finetooth.stages.splitting import sample
from finetooth.stages.teaching import lesson_of, taught_rows


@dataclass(frozen=True)
class Judges:
    """What trials are judged by: as the training is, on as many of the rows as the options allow.

    A trial that reads texts in another length, or another part of them, has rows of its own: made once.
    """

    options: Tune
    default: Settings
    base: Base
    splits: Splits
    weights: pl.DataFrame
    _made: dict[tuple[int, str, int | None], Judge] = field(default_factory=dict, repr=False)

    def __call__(self, settings: Settings) -> Judge:
        """Return the judge of a trial with these settings."""
        read = settings.max_length, settings.truncation, settings.window_stride
        if read not in self._made:
            names = ("max_length", "truncation", "window_stride")
            self._made[read] = self._judge(replace(self.default, **dict(zip(names, read, strict=True))))  # type: ignore[arg-type]
        return self._made[read]

    @property
    def targets(self) -> np.ndarray:
        """The target of each row that judges, the same for all."""
        return self(self.default).targets

    @property
    def problem(self) -> Problem:
        """What the labels say, and the labels in the order of the logits."""
        return self(self.default).lesson.problem

    def _judge(self, settings: Settings) -> Judge:
        options, splits = self.options, self.splits
        seed, kind = self.default.seed, settings.problem_type
        if settings.folds:
            rows, most = taught_rows(splits, settings), options.max_train_rows + options.max_validation_rows
            few = sample(rows, most, seed, kind)
            parts = replace(splits, train=few, validation=Rows(few.table[:0])) if len(few) < len(rows) else splits
            once = dealt(taught_rows(parts, settings), replace(settings, fold_repeats=1))[0]
            return ByFolds(lesson_of(self.base, parts, self.weights, settings), once)
        train = sample(splits.train, options.max_train_rows, seed, kind)
        validation = sample(splits.validation, options.max_validation_rows, seed, kind)
        parts = replace(splits, train=train, validation=validation)
        return OneSplit(lesson_of(self.base, parts, self.weights, settings))
