"""EVL004."""

import pytest

from finetooth.checks.evaluation.weak_class import WeakClass
from finetooth.core.finding import Outcome
from finetooth.core.results import Score, Scores


def _scores(metric: str, mean: float, *values: float | None) -> Scores:
    classes = [Score(metric, value, 0.0, 1.0, 20, f"class {n}") for n, value in enumerate(values)]
    return Scores((Score(f"macro_{metric}", mean, 0.0, 1.0, 60), *classes))


@pytest.mark.parametrize("metric", ["recall", "f1"])
@pytest.mark.parametrize(
    ("mean", "value", "outcome"),
    [
        (0.7, 0.49, Outcome.FAILED),
        (0.8, 0.5, Outcome.PASSED),
        (0.6, 0.45, Outcome.PASSED),
        (0.65, 0.45, Outcome.FAILED),
    ],
)
def test_bounds(judge, metric: str, mean: float, value: float, outcome: Outcome) -> None:
    verdict = judge(WeakClass, {"scores": _scores(metric, mean, 0.9, value)})
    assert verdict.outcome is outcome
    if outcome is Outcome.FAILED:
        assert verdict.evidence["weak"] == [{"label": "class 1", "metric": metric, "value": value, "rows": 20}]
        assert "1 of 2 classes" in verdict.message
        assert "'class 1'" in verdict.message


def test_precision_and_undefined_scores_are_not_judged(judge) -> None:
    assert judge(WeakClass, {"scores": _scores("precision", 0.8, 0.1)}).outcome is Outcome.NOT_APPLICABLE
    assert judge(WeakClass, {"scores": _scores("f1", 0.8, None)}).outcome is Outcome.NOT_APPLICABLE
    assert judge(WeakClass, {"scores": _scores("f1", 0.8, None, 0.7)}).outcome is Outcome.PASSED
