"""Type drift: the odd values of a column, and labels of two kinds."""

import polars as pl
import pytest

from finetooth.checks.preparation.type_drift import TypeDrift
from finetooth.checks.preparation.value_types import types_of
from finetooth.core.finding import Outcome


def _with(usual: str, odd: str, *, every: int = 20) -> dict:
    rows = [{"text": f"Parcel {n} came", "label": "a"} for n in range(60)]
    return {"rows": rows, "columns": [{"extra": odd if n % every == 3 else usual.format(n + 10)} for n in range(60)]}


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("{}", "many"),
        ("{}.5", "1,5"),
        ("2024-03-{}", "14.3.2024"),
        ("https://example.org/{}", "none yet"),
        ("123e4567-e89b-12d3-a456-4266141740{}", "42"),
        ('{{"n": {}}}', "oops"),
    ],
)
def test_the_few_of_another_type_are_found(judge, usual: str, odd: str) -> None:
    verdict = judge(TypeDrift, _with(usual, odd))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.rows == (4, 24, 44)
    assert repr(odd) in verdict.message


@pytest.mark.parametrize(
    ("usual", "odd"),
    [("{}", "2.5"), ("{}", "NA"), ("word {}", "7"), ("{}", ""), ("true", "no"), ("2024-03-{}", "null")],
)
def test_what_belongs_together_passes(judge, usual: str, odd: str) -> None:
    verdict = judge(TypeDrift, _with(usual, odd))
    assert verdict.outcome is Outcome.PASSED, verdict.message


def test_a_column_that_is_half_words_has_no_type(judge) -> None:
    assert judge(TypeDrift, _with("word", "7", every=4)).outcome is Outcome.PASSED


def test_labels_of_numbers_and_words(judge) -> None:
    verdict = judge(TypeDrift, [{"text": f"t {n}", "label": ["1", "0", "positive"][n % 3]} for n in range(9)])
    assert verdict.rows == (3, 6, 9)
    assert "the labels mix numbers ('0', '1') and words ('positive')" in verdict.message
    same = [{"text": f"t {n}", "label": ["1", "0", "2"][n % 3]} for n in range(9)]
    assert judge(TypeDrift, same).outcome is Outcome.PASSED


def test_types() -> None:
    values = ["7", "-1.5", "1,234.5", "1,5", "yes", "2024-03-01 10:15", "3/1/24", "www.a.org", "[]", "a b", None, "v2"]
    assert types_of(pl.Series(values)).to_list() == [
        "whole number",
        "number",
        "number",
        "number with a decimal comma",
        "truth value",
        "date as 2024-03-01",
        "date as 3/1/2024",
        "address",
        "JSON",
        "words",
        None,
        "words",
    ]
