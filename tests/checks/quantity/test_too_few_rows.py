"""QTY002."""

import pytest

from finetooth.checks.quantity.too_few_rows import TooFewRows
from finetooth.core.finding import Outcome, Severity


@pytest.mark.parametrize(
    ("rows", "classes", "outcome", "severity"),
    [
        (200, 4, Outcome.PASSED, Severity.WARNING),
        (199, 2, Outcome.FAILED, Severity.WARNING),
        (245, 5, Outcome.FAILED, Severity.WARNING),
        (20, 2, Outcome.FAILED, Severity.WARNING),
        (19, 2, Outcome.FAILED, Severity.ERROR),
        (0, 0, Outcome.FAILED, Severity.ERROR),
    ],
)
def test_bounds(judge, rows: int, classes: int, outcome: Outcome, severity: Severity) -> None:
    verdict = judge(TooFewRows, [{"text": str(n), "label": f"class {n % classes}"} for n in range(rows)])
    assert (verdict.outcome, verdict.severity) == (outcome, severity)
    assert verdict.evidence["rows"] == rows
    assert ("usual are 200 rows or more, and 50 or more a class" in verdict.message) is (outcome is Outcome.FAILED)
