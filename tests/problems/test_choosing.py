"""Which kind of problem rows pose, and how a contradiction is told."""

import pytest

from finetooth.core.errors import UserError
from finetooth.core.rows import LABEL_JOINT as JOINT
from finetooth.core.rows import Rows
from finetooth.problems.choosing import advice, problem_type_of
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE


def rows(*labels: str | None) -> Rows:
    return Rows.of({"text": f"tea {n}", "label": label, "line": n + 2} for n, label in enumerate(labels))


def test_several_labels_show_by_themselves_and_numbers_are_never_guessed():
    assert problem_type_of("auto", rows("a", f"a{JOINT}b", "")) == MULTI
    assert problem_type_of("auto", rows("1", "2", "3", "4")) == SINGLE
    assert problem_type_of("auto", rows("0.5", "0.7", "0.9")) == SINGLE
    assert problem_type_of(ORDINAL, rows("1", "2", None, "")) == ORDINAL
    assert problem_type_of(REGRESSION, rows("-1.5", "2e3", " 7 ")) == REGRESSION
    assert problem_type_of(MULTI, rows("a", "b")) == MULTI


@pytest.mark.parametrize(("asked", "odd"), [(ORDINAL, "good"), (REGRESSION, "n/a"), (REGRESSION, "inf")])
def test_a_label_that_is_no_number_is_named_with_its_line(asked: str, odd: str):
    with pytest.raises(UserError) as error:
        problem_type_of(asked, rows("1", "2", odd), {"train": "tea.csv"})
    assert error.value.where == "tea.csv:4"
    assert repr(odd) in error.value.what


@pytest.mark.parametrize("asked", [SINGLE, ORDINAL, REGRESSION])
def test_several_labels_contradict_all_kinds_but_one(asked: str):
    with pytest.raises(UserError) as error:
        problem_type_of(asked, rows("1", f"1{JOINT}2"), {"train": "tea.jsonl"})
    assert error.value.where == "tea.jsonl:3"
    assert "several labels" in error.value.what


def test_numbers_as_many_as_rows_are_no_classes():
    many = rows(*(f"{n / 7:.3f}" for n in range(40)))
    with pytest.raises(UserError) as error:
        problem_type_of("auto", many)
    assert "40 distinct numbers in 40 rows" in error.value.what
    assert "problem_type: regression" in error.value.fix
    assert problem_type_of(REGRESSION, many) == REGRESSION


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (("1", "2", "3"), True),
        (("-1", "0", "1", "2"), True),
        (("1", "2"), False),
        (("1", "2", "4"), False),
        (("a", "b", "c"), False),
        (("1.5", "2.5", "3.5"), False),
    ],
)
def test_labels_that_look_like_grades_are_told_of(labels: tuple[str, ...], told: bool):
    said = advice(SINGLE, rows(*labels).labels)
    assert ("problem_type: ordinal" in said) is told
    assert not advice(ORDINAL, rows(*labels).labels)
