"""A test fails where chance does not explain what it may."""

import pytest

from finetooth.behaviour.results import Behaviour, TestResult
from finetooth.checks.reality.behaviour_fails import BehaviourFails
from finetooth.core.finding import Outcome


def _run(judge, *results: TestResult, limits=()):
    return judge(BehaviourFails, {"behaviour": Behaviour(results, limits)})


def _result(failed: int, n: int = 50, most: float = 0.1, capability: str = "words") -> TestResult:
    return TestResult(f"{failed} of {n}", capability, "invariance", n, failed, most)


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (_result(5), Outcome.PASSED),
        (_result(9), Outcome.PASSED),  # 18 %, but no less than 9.8 % by chance
        (_result(10), Outcome.FAILED),
        (_result(10, most=0.2), Outcome.PASSED),
        (_result(1, most=0.0), Outcome.FAILED),
        (_result(2, n=8), Outcome.PASSED),
    ],
)
def test_bounds(judge, result: TestResult, outcome: Outcome) -> None:
    assert _run(judge, result).outcome is outcome


def test_a_capability_may_have_a_limit_of_its_own(judge) -> None:
    results = [_result(4, n=20, most=0.5), _result(5, n=20, most=0.5)]
    assert _run(judge, *results).outcome is Outcome.PASSED
    verdict = _run(judge, *results, limits=(("words", 0.05),))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.message == "1 capability of 2 tests fail more often than they may: words as a whole 22.5 % of 40"


def test_no_tests_are_no_evidence(judge) -> None:
    assert judge(BehaviourFails, {"behaviour": None}).outcome is Outcome.NOT_APPLICABLE
    assert _run(judge).outcome is Outcome.NOT_APPLICABLE
