"""Swaps are held against a neutral swap, not against nothing."""

import pytest

from finetooth.checks.reality.swap_flips import SwapFlips
from finetooth.core.finding import Outcome, Severity
from finetooth.core.results import Control, ScenarioScore


def _score(only_here: int, only_there: int, rows: int = 200, low: float = 0.01, name: str = "other_names"):
    excess = (only_here - only_there) / rows
    control = Control(rows, only_here, only_there, only_here, only_there, excess, low, excess + 0.05)
    nothing = (0.9, 0.9, 0.0, 0.0, 0.0)
    return ScenarioScore(name, name, *nothing, only_here, rows, rows, kind="fairness", rows=(1, 2), control=control)


@pytest.mark.parametrize(
    ("only_here", "only_there", "low", "outcome", "severity"),
    [
        (12, 1, 0.02, Outcome.FAILED, Severity.WARNING),
        (30, 1, 0.09, Outcome.FAILED, Severity.ERROR),
        (12, 9, 0.0, Outcome.PASSED, Severity.WARNING),
        (1, 12, 0.0, Outcome.PASSED, Severity.WARNING),
        (5, 0, 0.0, Outcome.PASSED, Severity.WARNING),
    ],
)
def test_bounds(judge, only_here: int, only_there: int, low: float, outcome: Outcome, severity: Severity) -> None:
    verdict = judge(SwapFlips, {"scenario_scores": (_score(only_here, only_there, low=low),)})
    assert verdict.outcome is outcome
    assert outcome is Outcome.PASSED or verdict.severity is severity
    assert verdict.rows == ((1, 2) if outcome is Outcome.FAILED else ())


def test_several_swaps_are_corrected_for_their_number(judge) -> None:
    alone = _score(9, 1)  # p = 0.021
    assert judge(SwapFlips, {"scenario_scores": (alone,)}).outcome is Outcome.FAILED
    others = tuple(_score(1, 1, name=f"swap {number}") for number in range(3))
    assert judge(SwapFlips, {"scenario_scores": (alone, *others)}).outcome is Outcome.PASSED


def test_few_rows_are_no_evidence(judge) -> None:
    assert judge(SwapFlips, {"scenario_scores": ()}).outcome is Outcome.NOT_APPLICABLE
    assert judge(SwapFlips, {"scenario_scores": (_score(9, 0, rows=19),)}).outcome is Outcome.NOT_APPLICABLE
