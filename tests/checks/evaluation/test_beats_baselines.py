"""EVL002."""

import pytest

from finetooth.checks.evaluation.beats_baselines import BeatsBaselines
from finetooth.core.finding import Outcome, Severity
from finetooth.core.results import Score, Scores
from finetooth.report.baselines import best_baseline


def _scores(model: float | None, majority: float | None, linear: float | None, metric: str = "macro_f1") -> Scores:
    def of(value: float | None) -> tuple[Score, ...]:
        low, high = (None, None) if value is None else (value - 0.05, value + 0.05)
        single = Score(metric, 0.0, 0.0, 0.1, 5, label="a")
        return (single, Score(metric, value, low, high, 100), Score("other", 0.0, 0.0, 0.0, 100))

    return Scores(of(model), {"majority": of(majority), "tfidf_logistic_regression": of(linear)}, metric)


@pytest.mark.parametrize(
    ("model", "majority", "linear", "outcome", "severity"),
    [
        (0.5, 0.5, 0.1, Outcome.FAILED, Severity.ERROR),
        (0.51, 0.5, 0.1, Outcome.PASSED, Severity.ERROR),
        (0.7, 0.3, 0.7, Outcome.FAILED, Severity.ERROR),
        (0.2, 0.3, 0.7, Outcome.FAILED, Severity.ERROR),
        (0.8, None, 0.7, Outcome.PASSED, Severity.ERROR),
        (0.6, None, 0.7, Outcome.FAILED, Severity.ERROR),
        (0.6, None, None, Outcome.NOT_APPLICABLE, Severity.ERROR),
        (None, 0.3, 0.7, Outcome.NOT_APPLICABLE, Severity.ERROR),
    ],
)
def test_rivals(judge, model, majority, linear, outcome: Outcome, severity: Severity) -> None:
    verdict = judge(BeatsBaselines, {"scores": _scores(model, majority, linear)})
    assert (verdict.outcome, verdict.severity) == (outcome, severity)


def test_the_selection_metric_is_compared_and_clear_wins_are_told(judge) -> None:
    verdict = judge(BeatsBaselines, {"scores": _scores(0.8, 0.3, 0.78, metric="accuracy")})
    assert verdict.evidence["metric"] == "accuracy"
    assert verdict.evidence["baselines"] == {"majority": 0.3, "tfidf_logistic_regression": 0.78}
    assert verdict.evidence["clearly_better"] == {"majority": True, "tfidf_logistic_regression": False}


def test_without_baselines_there_is_no_evidence(judge) -> None:
    scores = Scores((Score("macro_f1", 0.8, 0.7, 0.9, 100),))
    assert judge(BeatsBaselines, {"scores": scores}).outcome is Outcome.NOT_APPLICABLE


def test_the_best_baseline_is_named_as_the_report_names_it(judge) -> None:
    known = _scores(0.8, 0.3, 0.7)
    frozen = {"nearest_centroid": (Score("macro_f1", 0.75, 0.7, 0.8, 100),)}
    scores = Scores(known.model, {**known.baselines, **frozen})
    verdict = judge(BeatsBaselines, {"scores": scores})
    assert best_baseline(scores).name == "nearest class centroid"
    assert "best baseline: nearest class centroid 0.750; majority class 0.300; TF-IDF + log" in verdict.message
    assert verdict.evidence["best"] == "nearest_centroid"
    alone = judge(BeatsBaselines, {"scores": known}).message
    assert alone.endswith("best baseline: TF-IDF + logistic regression 0.700; majority class 0.300")
