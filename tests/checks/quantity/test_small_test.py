"""QTY003."""

import pytest

from finetooth.checks.quantity.small_test import SmallTest
from finetooth.core.finding import Outcome, Severity


@pytest.mark.parametrize(
    ("rows", "outcome", "half"),
    [(99, Outcome.FAILED, 0.0788), (100, Outcome.PASSED, 0.0784), (1000, Outcome.PASSED, 0.0248)],
)
def test_half_width_is_stated(judge, rows: int, outcome: Outcome, half: float) -> None:
    verdict = judge(SmallTest, {"splits": {"test": [{"text": str(n)} for n in range(rows)]}})
    assert verdict.outcome is outcome
    assert verdict.evidence["half_width"] == half
    assert f"± {half:.3f}" in verdict.message


def test_no_test_rows_are_no_evidence(judge) -> None:
    assert judge(SmallTest, {"splits": {}}).outcome is Outcome.NOT_APPLICABLE


def _test(texts: list[str]) -> dict[str, object]:
    return {"splits": {"test": [{"text": text} for text in texts]}}


@pytest.mark.parametrize(
    ("texts", "severity"),
    [
        ([str(n) for n in range(49)], Severity.ERROR),  # no decision rests on so few
        ([str(n) for n in range(50)], Severity.WARNING),
        ([str(n % 120) for n in range(240)], Severity.ERROR),  # half of them copies
        ([f"Order {n % 40}" for n in range(60)], Severity.ERROR),  # 40 that differ
    ],
)
def test_what_differs_counts(judge, texts: list[str], severity: Severity) -> None:
    verdict = judge(SmallTest, _test(texts))
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, severity)


def test_some_copies_are_no_fault(judge) -> None:
    verdict = judge(SmallTest, _test([f"order {n % 110}" if n % 2 else f"Order {n % 110} " for n in range(150)]))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.message.startswith("150 test rows, 110 different")
