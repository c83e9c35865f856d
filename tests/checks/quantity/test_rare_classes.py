"""QTY001."""

import pytest

from finetooth.checks.examples import example_facts
from finetooth.checks.quantity.rare_classes import RareClasses
from finetooth.core.finding import Outcome, Severity


def _rows(**counts: int) -> list[dict[str, str]]:
    return [{"text": f"{label} {n}", "label": label} for label, count in counts.items() for n in range(count)]


@pytest.mark.parametrize(
    ("least", "outcome", "severity"),
    [
        (10, Outcome.PASSED, Severity.WARNING),
        (9, Outcome.FAILED, Severity.WARNING),
        (2, Outcome.FAILED, Severity.WARNING),
        (1, Outcome.FAILED, Severity.ERROR),
    ],
)
def test_floor(judge, least: int, outcome: Outcome, severity: Severity) -> None:
    verdict = judge(RareClasses, _rows(big=12, small=least))
    assert (verdict.outcome, verdict.severity) == (outcome, severity)


def test_names_counts_and_rows(judge) -> None:
    rows = [*_rows(b=3, big=12, a=2), {"text": "more", "label": "a", "role": "test"}]
    verdict = judge(RareClasses, rows)
    assert verdict.message == "2 of 3 classes with fewer than 10 training rows, the least 2 ('a', 'b')"
    assert verdict.evidence["counts"] == {"a": 2, "b": 3}
    assert verdict.rows == (1, 2, 3, 16, 17)


def test_a_misspelt_label_is_no_rare_class(judge) -> None:
    rows = [{"text": f"row {n}", "label": "Spam" if n else "spam"} for n in range(30)]
    assert (
        judge(RareClasses, [*rows, *({"text": f"mail {n}", "label": "ham"} for n in range(30))]).outcome
        is Outcome.PASSED
    )


def test_where_there_is_a_curve_rare_is_what_is_too_rare_for_it(curve) -> None:
    given = {"rows": _rows(big=12, small=8), "learning_curve": curve()}
    assert RareClasses().run(example_facts(given)).outcome is Outcome.PASSED
    verdict = RareClasses().run(example_facts({**given, "rows": _rows(big=12, small=7)}))
    assert verdict.outcome is Outcome.FAILED
    assert "fewer than 8 training rows" in verdict.message
    assert "too rare for the learning curve, which is about 3 classes" in verdict.message
