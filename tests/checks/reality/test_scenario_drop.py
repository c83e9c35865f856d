"""RWV002."""

import math

import pytest

from finetooth.checks.reality.scenario_drop import ScenarioDrop
from finetooth.core.finding import Outcome, Severity
from finetooth.core.results import ScenarioScore


def _score(drop: float, low: float, name: str = "typos", changed: int = 50, n: int = 60) -> ScenarioScore:
    return ScenarioScore(name, name.title(), 0.9, 0.9 - drop, drop, low, drop + 0.1, 3, n, changed)


def _run(judge, *scores: ScenarioScore, max_drop: float = 0.1):
    return judge(ScenarioDrop, {"scenario_scores": scores, "recipe": {"validate": {"max_drop": max_drop}}})


@pytest.mark.parametrize(
    ("drop", "low", "outcome", "severity"),
    [
        (0.10, 0.05, Outcome.PASSED, Severity.WARNING),
        (0.11, 0.01, Outcome.FAILED, Severity.WARNING),
        (0.11, 0.0, Outcome.PASSED, Severity.WARNING),
        (0.30, 0.2, Outcome.FAILED, Severity.WARNING),
        (0.30, 0.21, Outcome.FAILED, Severity.ERROR),
    ],
)
def test_bounds(judge, drop: float, low: float, outcome: Outcome, severity: Severity) -> None:
    verdict = _run(judge, _score(drop, low))
    assert (verdict.outcome, verdict.severity) == (outcome, severity)
    assert verdict.rows == ()


def test_the_recipe_says_how_much_is_too_much(judge) -> None:
    assert _run(judge, _score(0.11, 0.05), max_drop=0.2).outcome is Outcome.PASSED


def test_the_worst_comes_first_with_its_interval(judge) -> None:
    verdict = _run(judge, _score(0.15, 0.1), _score(0.25, 0.15, "shorter"), _score(0.01, 0.0, "casing"))
    assert verdict.message == (
        "2 of 3 scenarios with a drop above 0.1: Shorter 0.250 [0.150, 0.350] on 60 rows; "
        "Typos 0.150 [0.100, 0.250] on 60 rows"
    )
    assert verdict.evidence["drops"]["casing"] == [0.01, 0.0, 0.11]


def test_a_scenario_that_changed_nothing_is_no_evidence(judge) -> None:
    assert _run(judge).outcome is Outcome.NOT_APPLICABLE
    assert _run(judge, _score(0.0, 0.0, changed=0)).outcome is Outcome.NOT_APPLICABLE
    assert _run(judge, _score(math.nan, math.nan)).outcome is Outcome.NOT_APPLICABLE
    verdict = _run(judge, _score(0.0, 0.0, changed=0), _score(0.02, 0.0, "casing"))
    assert verdict.outcome is Outcome.PASSED
    assert verdict.evidence["unchanged"] == ["typos"]


@pytest.mark.parametrize(
    ("expects", "failed", "outcome", "severity"),
    [
        ("less", 10, Outcome.PASSED, Severity.WARNING),  # 20 %, but no less than 11 % by chance: see the limit
        ("less", 30, Outcome.FAILED, Severity.WARNING),
        ("either", 30, Outcome.FAILED, Severity.WARNING),
        ("unsure", 30, Outcome.FAILED, Severity.INFO),
    ],
)
def test_where_another_answer_is_expected_the_failed_share_counts(
    judge, expects: str, failed: int, outcome: Outcome, severity: Severity
) -> None:
    nothing = (math.nan,) * 5
    score = ScenarioScore("other", "Other", *nothing, failed, 60, 50, expects=expects, failed=failed)
    verdict = _run(judge, score, max_drop=0.15)
    assert verdict.outcome is outcome
    assert outcome is Outcome.PASSED or verdict.severity is severity
    assert "of 50" in verdict.message
    assert verdict.evidence["expects"] == {"other": expects}


def test_one_row_is_no_evidence_of_a_drop(judge) -> None:
    assert _run(judge, _score(1.0, 0.2, changed=1)).outcome is Outcome.NOT_APPLICABLE
    assert _run(judge, _score(1.0, 0.2, changed=7), _score(0.0, -0.1)).outcome is Outcome.PASSED
    assert _run(judge, _score(0.3, 0.21, changed=8)).outcome is Outcome.FAILED
