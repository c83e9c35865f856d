"""FIT003."""

import pytest

from finetooth.checks.overfitting.no_validation_watch import NoValidationWatch
from finetooth.core.finding import Outcome
from finetooth.core.results import Curve, CurvePoint


@pytest.mark.parametrize(
    ("evaluations", "outcome"), [(0, Outcome.FAILED), (1, Outcome.FAILED), (2, Outcome.PASSED), (9, Outcome.PASSED)]
)
def test_two_evaluations_are_the_least(judge, evaluations: int, outcome: Outcome) -> None:
    points = tuple(CurvePoint(n, n, 0.5, 0.5, 0.5, 0.5) for n in range(evaluations))
    verdict = judge(NoValidationWatch, {"curve": Curve(points, "macro_f1", 0, True, 10)})
    assert verdict.outcome is outcome
    assert verdict.evidence == {"evaluations": evaluations, "stopped_early": True, "planned_epochs": 10}
    assert ("early stopping ended it" in verdict.message) is (outcome is Outcome.PASSED)


def test_where_nothing_was_fine_tuned_there_was_nothing_to_watch(judge) -> None:
    point = CurvePoint(0.0, 0, 0.5, 0.5, 0.5, 0.5)
    verdict = judge(NoValidationWatch, {"curve": Curve((point,), "macro_f1", 0, False, 0, simpler="frozen")})
    assert verdict.outcome is Outcome.NOT_APPLICABLE
