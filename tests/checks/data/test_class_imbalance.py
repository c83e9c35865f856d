"""DAT002."""

import pytest

from finetooth.checks.data.class_imbalance import ClassImbalance
from finetooth.core.finding import Outcome


def _rows(*counts: int) -> list[dict[str, str]]:
    return [
        {"text": f"{label} {n}", "label": f"class {label}"} for label, count in enumerate(counts) for n in range(count)
    ]


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ((79, 21), Outcome.PASSED),
        ((80, 20), Outcome.FAILED),
        ((20, 20, 2), Outcome.PASSED),
        ((21, 20, 2), Outcome.FAILED),
        ((5,), Outcome.FAILED),
    ],
)
def test_bounds(judge, counts: tuple[int, ...], outcome: Outcome) -> None:
    assert judge(ClassImbalance, _rows(*counts)).outcome is outcome


def test_numbers(judge) -> None:
    verdict = judge(ClassImbalance, _rows(21, 20, 2))
    assert verdict.evidence["ratio"] == 10.5
    assert verdict.evidence["majority_share"] == round(21 / 43, 4)
    assert verdict.evidence["smallest"] == {"class 2": 2, "class 1": 20, "class 0": 21}
    assert "'class 0', has 21 training rows (48.8 %), 10.5 times the smallest, 'class 2' with 2" in verdict.message


def test_the_share_is_of_rows_where_rows_have_several_labels(judge) -> None:
    rows = [{"text": f"row {n}", "label": "a\x1fb" if n % 2 else "a"} for n in range(40)]
    assert "40 training rows (100.0 %)" in judge(ClassImbalance, rows).message
