"""Answers of any kind keep their meaning through logits, text and tables."""

import numpy as np
import polars as pl
import pytest

from finetooth.core.rows import LABEL_JOINT as JOINT
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.numbers import Numbers
from finetooth.metrics.predictions import Grades
from finetooth.metrics.saying import read_said, said, said_of_targets
from finetooth.problems import KINDS, taught_by
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION

TRUTH = pl.Series([f"hot{JOINT}tea", "tea", "", None, f"green{JOINT}tea"])
TABLE = [[0.9, 0.9], [0.1, 0.9], [0.1, 0.6], [0.9, 0.1], [0.2, 0.8]]


def test_label_sets_know_rows_without_labels_without_truth_and_with_strange_labels():
    one = said(MULTI, range(5), TRUTH, TABLE, ("hot", "tea"))
    assert isinstance(one, LabelSets)
    assert one.truth.tolist() == [[True, True], [False, True], [False, False], [False, False], [False, True]]
    assert one.known.tolist() == [True, True, True, False, True]
    assert one.strange.tolist() == [False, False, False, False, True]
    assert one.texts.to_list() == [f"hot{JOINT}tea", "tea", "tea", "hot", "tea"]


def test_label_sets_go_to_a_table_and_back_with_what_was_decided():
    one = said(MULTI, range(5), TRUTH, TABLE, ("hot", "tea"))
    decided = np.zeros((5, 2), bool)
    other = LabelSets(one.ids, one.truth, one.probabilities, one.labels, one.has_truth, one.strange, decided)
    back = read_said(MULTI, other.to_frame(TRUTH), ("hot", "tea"))
    assert back.predicted.tolist() == decided.tolist()
    assert back.truth.tolist() == one.truth.tolist()
    assert (back.known == one.known).all()
    assert (back.strange == one.strange).all()
    assert other.to_frame()["truth"].to_list() == [f"hot{JOINT}tea", "tea", "", None, "tea"]


def test_numbers_come_back_in_the_users_unit():
    problem = taught_by(REGRESSION, ["10", "20", "30"])
    targets = problem.targets(["10", "25.5"])
    one = said_of_targets(problem, np.arange(2), targets, np.array([[0.0], [1.0]]))
    assert isinstance(one, Numbers)
    assert one.truth == pytest.approx([10, 25.5])
    assert one.values == pytest.approx([20, 20 + np.std([10, 20, 30])])
    back = read_said(REGRESSION, one.to_frame(), one.labels)
    assert back.values == pytest.approx(one.values, abs=0)
    assert back.truth == pytest.approx(one.truth)


def test_a_row_without_a_number_is_not_scored():
    one = said(REGRESSION, range(3), pl.Series(["1", None, "x"]), [1.0, 2.0, 3.0], ("value",))
    assert one.known.tolist() == [True, False, False]
    assert len(one.labelled()) == 1
    assert "no finite number" in Numbers(np.arange(1), np.ones(1), np.array([np.nan])).problem


def test_grades_stay_grades_whatever_is_taken_of_them():
    one = said(ORDINAL, range(2), pl.Series(["1", "3"]), [[0.9, 0.1, 0], [0, 0.2, 0.8]], ("1", "2", "3"))
    assert isinstance(one.where(np.array([True, False])), Grades)
    assert one.labelled().problem_type == ORDINAL


@pytest.mark.parametrize("kind", KINDS)
def test_a_perfect_model_answers_the_truth(kind: str):
    labels = {MULTI: [f"a{JOINT}b", "a", "", "b"]}.get(kind, ["1", "2", "3", "4"])
    problem = taught_by(kind, labels)
    targets = problem.targets(labels)
    logits = targets[:, None] if kind == REGRESSION else 50 * (targets - 0.5) if kind == MULTI else 50 * np.eye(4)
    one = said_of_targets(problem, np.arange(4), targets, np.asarray(logits, float))
    assert one.texts.to_list() == labels
    assert problem.loss(np.asarray(logits, float), targets) == pytest.approx(0, abs=1e-6)
