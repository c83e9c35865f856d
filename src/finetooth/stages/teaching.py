"""What a fit is taught and watched by: built once, alike for the trials of a search and for the model handed on."""

import json

import numpy as np
import polars as pl

from finetooth.core.fingerprint import digest
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.problems import taught_by
from finetooth.stages.augmenting import augmented
from finetooth.stages.folding import pooled
from finetooth.stages.lesson import Lesson


def taught_rows(splits: Splits, settings: Settings) -> Rows:
    """Return the rows to learn from: where folds judge all of them, those of validation too."""
    return pooled(splits, settings.problem_type) if settings.folds else splits.train


def lesson_of(base: Base, splits: Splits, weights: pl.DataFrame, settings: Settings) -> Lesson:
    """Tokenise the rows to learn from and those to watch, of which there are none where folds judge.

    ``weights`` (id, weight) has the rows that count for less than one.
    """
    problem = taught_by(settings.problem_type, splits.train.labels.to_list())
    rows = taught_rows(splits, settings)
    watched = Rows(rows.table[:0]) if settings.folds else splits.validation
    how = settings.max_length, weights, settings.truncation, settings.window_stride
    return augmented(Lesson.of(base, problem, rows, watched, *how), rows, settings)


def digest_of(lesson: Lesson, dealt: np.ndarray | None = None) -> str:
    """Return a fingerprint of all that is taught and watched, and of the base model.

    ``dealt`` is each row's fold, where folds judge: the same rows are dealt otherwise by other groups or another seed.
    """
    rows = (lesson.train, lesson.validation, *lesson.guises)
    told = json.dumps([lesson.labels, *rows], separators=(",", ":"), ensure_ascii=False)
    folds = () if dealt is None else (json.dumps(dealt.tolist()),)
    return digest(lesson.base.content, told, *folds)
