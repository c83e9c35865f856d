"""QTY003."""

import pytest

from finetooth.checks.quantity.small_test import SmallTest
from finetooth.core.finding import Outcome


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
