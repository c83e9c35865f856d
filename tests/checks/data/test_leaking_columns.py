"""Leaking columns: by value, by size, by being filled, and where filled."""

import pytest

from finetooth.checks.data.leaking_columns import LeakingColumns
from finetooth.core.finding import Outcome

ROWS = [{"text": f"Parcel {n}", "label": "late" if n % 3 == 0 else "fine"} for n in range(120)]


def _with(column) -> dict:
    return {"rows": ROWS, "columns": [{"extra": column(n)} for n in range(120)]}


@pytest.mark.parametrize(
    ("column", "by"),
    [
        (lambda n: "storm" if n % 3 == 0 else "sun", "its value"),
        (lambda n: str(n if n % 3 == 0 else 1_000 + n), "its size"),
        (lambda n: f"case {n}" if n % 3 == 0 else "", "whether it is filled"),
        (lambda n: ("NA", "yes", "no")[n % 3], "whether it is filled"),
    ],
)
def test_a_column_that_tells_the_label_is_found(judge, column, by: str) -> None:
    verdict = judge(LeakingColumns, _with(column))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.evidence["columns"]["extra"]["by"] == by
    assert verdict.evidence["columns"]["extra"]["gain"] > 0.9
    assert verdict.rows == ()
    assert verdict.statistics.effect > 0.9


def test_a_mostly_empty_column_that_tells_where_it_is_filled(judge) -> None:
    verdict = judge(LeakingColumns, _with(lambda n: ("bad", "good", "ok")[n % 3] if n % 4 == 0 else ""))
    assert verdict.outcome is Outcome.FAILED
    assert "of 30 rows" in verdict.message


@pytest.mark.parametrize(
    "column",
    [lambda n: str(n), lambda n: f"user {n}", lambda n: "ABC"[n // 7 % 3], lambda n: "x", lambda n: ""],
)
def test_ids_and_unrelated_columns_do_not_leak(judge, column) -> None:
    assert judge(LeakingColumns, _with(column)).outcome is Outcome.PASSED


def test_the_labels_own_column_is_no_leak(judge) -> None:
    given = {"rows": ROWS, "columns": [{"label": row["label"]} for row in ROWS]}
    assert judge(LeakingColumns, given).outcome is Outcome.NOT_APPLICABLE
