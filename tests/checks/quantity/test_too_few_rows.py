"""QTY002."""

import pytest

from finetooth.checks.examples import example_facts
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


def _rows(count: int) -> list[dict[str, str]]:
    return [{"text": str(n), "label": f"class {n % 2}"} for n in range(count)]


@pytest.mark.parametrize(
    ("rows", "gain", "low", "high", "last", "outcome"),
    [
        (100, 0.002, 0.0, 0.01, 0.95, Outcome.PASSED),  # the curve says that so few are enough
        (100, 0.002, 0.0, 0.01, 0.55, Outcome.FAILED),  # flat near a guess: nothing was learned yet
        (100, 0.002, 0.0, 0.09, 0.95, Outcome.FAILED),  # flat, but by chance maybe
        (900, 0.08, 0.04, 0.12, 0.8, Outcome.FAILED),  # many by number, and too few
        (900, 0.08, 0.01, 0.16, 0.8, Outcome.PASSED),
    ],
)
def test_the_curve_takes_the_place_of_what_is_usual(
    curve, rows: int, gain: float, low: float, high: float, last: float, outcome: Outcome
) -> None:
    found = curve(gain, low, high, scores=(0.5, 0.5, 0.5, last))
    verdict = TooFewRows().run(example_facts({"rows": _rows(rows), "learning_curve": found}))
    assert verdict.outcome is outcome
    assert verdict.evidence["gain_by_doubling"] == gain
