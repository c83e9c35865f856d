"""Answers of every kind of problem, drawn at random."""

import numpy as np
import pytest

from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import Grades, Predictions
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE

NAMES = ("ant", "bee", "cat", "dog", "elk", "fox")
GRADES = ("1", "2", "3", "4", "5", "6")


def draw(kind: str, seed: int, rows: int = 120, decimals: int | None = None):
    """Draw answers that are right more often than not; few decimals make ties."""
    random, ids = np.random.default_rng(seed), np.arange(1, rows + 1)
    if kind == REGRESSION:
        truth = random.normal(10, 3, rows).round(1)
        told = truth + random.normal(0, 2, rows)
        return Numbers(ids, truth, told if decimals is None else told.round(decimals - 1))
    if kind == MULTI:
        there = random.random((rows, 6)) < 0.3
        table = np.clip(random.random((rows, 6)) * 0.7 + 0.3 * there, 0, 1)
        known = np.ones(rows, bool)
        return LabelSets(ids, there, table if decimals is None else table.round(decimals), NAMES, known, ~known)
    truth, table = random.integers(0, 6, rows), random.random((rows, 6))
    table[np.arange(rows), truth] += 0.4
    table /= table.sum(axis=1, keepdims=True)
    table = table if decimals is None else table.round(decimals)
    return Grades(ids, truth, table, GRADES) if kind == ORDINAL else Predictions(ids, truth, table, NAMES)


def be_right(one):
    """Return answers that are the truth, sure and right."""
    if isinstance(one, Numbers):
        return Numbers(one.ids, one.truth, one.truth.copy())
    if isinstance(one, LabelSets):
        told = one.truth.astype(float)
        return LabelSets(one.ids, one.truth, told, one.labels, one.has_truth, one.strange)
    return type(one)(one.ids, one.truth, np.eye(len(one.labels))[one.truth], one.labels)


def tell(kind: str, truth, answers):
    """Return answers as the examples of metrics write them."""
    rows = len(truth)
    ids = np.arange(rows)
    if kind == REGRESSION:
        return Numbers(ids, np.array(truth, float), np.array(answers, float))
    table = np.array([row if isinstance(row, tuple) else (1 - row, row) for row in answers])
    table = table if rows else np.empty((0, 2))
    labels = tuple(f"{place + 1}" for place in range(table.shape[1]))
    if kind == MULTI:
        known = np.ones(rows, bool)
        return LabelSets(ids, np.array(truth, bool).reshape(table.shape), table, labels, known, ~known)
    return {SINGLE: Predictions, ORDINAL: Grades}[kind](ids, np.array(truth, np.int64), table, labels)


@pytest.fixture(scope="session")
def drawn():
    """Draws answers: ``drawn(kind, seed, rows, decimals)``."""
    return draw


@pytest.fixture(scope="session")
def right():
    """Makes answers right: ``right(answers)``."""
    return be_right


@pytest.fixture(scope="session")
def told():
    """Reads an example: ``told(kind, truth, answers)``."""
    return tell
