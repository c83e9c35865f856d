"""Saying: answers to rows of any kind of problem, made of a model's outputs or read back from a table."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import Grades, Predictions
from finetooth.metrics.said import Integers, Said
from finetooth.problems.problem import Problem

Shape = type[Predictions] | type[LabelSets] | type[Numbers]
SHAPES: dict[str, Shape] = {
    name: shape for shape in (Predictions, Grades, LabelSets, Numbers) for name in shape.problem_types
}


def said(problem_type: str, ids: Iterable[int], truth: pl.Series, answers: Any, labels: Iterable[str]) -> Said:
    """Return what was answered to rows whose truth is label text; ``answers`` are as ``Problem.answers`` gives them."""
    return SHAPES[problem_type].of(ids, truth, answers, labels)


def said_of_targets(problem: Problem, ids: Integers, targets: np.ndarray, logits: np.ndarray) -> Said:
    """Return what logits answer to rows whose targets are those of the problem."""
    answers, truth = problem.answers(logits), problem.truth(targets)
    shape = SHAPES[problem.problem_type]
    if issubclass(shape, LabelSets):
        known = np.ones(len(ids), bool)
        return shape(ids, truth, answers, problem.labels, known, ~known)
    return shape(ids, truth, answers, problem.labels)


def read_said(problem_type: str, frame: pl.DataFrame, labels: Iterable[str]) -> Said:
    """Return what ``to_frame`` wrote."""
    return SHAPES[problem_type].from_frame(frame, labels)
