"""EVL003."""

import pytest

from finetooth.checks.evaluation.wide_interval import WideInterval
from finetooth.core.finding import Outcome
from finetooth.core.results import Score, Scores


@pytest.mark.parametrize(("low", "high", "outcome"), [(0.75, 0.849, Outcome.PASSED), (0.75, 0.851, Outcome.FAILED)])
def test_bound(judge, low: float, high: float, outcome: Outcome) -> None:
    scores = Scores((Score("macro_f1", 0.5, 0.0, 1.0, 9), Score("accuracy", 0.8, low, high, 200)), {}, "accuracy")
    verdict = judge(WideInterval, {"scores": scores})
    assert verdict.outcome is outcome
    assert verdict.evidence["width"] == round(high - low, 4)


def test_an_undefined_score_is_no_evidence(judge) -> None:
    scores = Scores((Score("macro_f1", None, None, None, 0, reason="no row with a label"),))
    assert judge(WideInterval, {"scores": scores}).outcome is Outcome.NOT_APPLICABLE
