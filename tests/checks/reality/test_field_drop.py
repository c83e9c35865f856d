"""RWV003."""

import pytest

from finetooth.checks.reality.field_drop import FieldDrop
from finetooth.core.finding import Outcome, Severity
from finetooth.core.results import Score, Scores
from finetooth.field.results import Coverage, FieldEstimate, FieldLook, Predicted


def _scores(value: float, low: float, high: float) -> Scores:
    return Scores((Score("accuracy", 0.1, 0.0, 0.2, 9), Score("macro_f1", value, low, high, 300)))


TEST = _scores(0.85, 0.82, 0.88)


@pytest.mark.parametrize(
    ("field", "outcome", "severity"),
    [
        (_scores(0.75, 0.70, 0.81), Outcome.FAILED, Severity.ERROR),
        (_scores(0.75, 0.70, 0.83), Outcome.FAILED, Severity.WARNING),
        (_scores(0.75, 0.60, 0.86), Outcome.PASSED, Severity.ERROR),
        (_scores(0.90, 0.89, 0.95), Outcome.PASSED, Severity.ERROR),
    ],
)
def test_intervals_are_compared(judge, field: Scores, outcome: Outcome, severity: Severity) -> None:
    verdict = judge(FieldDrop, {"scores": TEST, "field_scores": field})
    assert (verdict.outcome, verdict.severity) == (outcome, severity)
    assert verdict.evidence["drop"] == round(0.85 - verdict.evidence["field"], 4)


def test_without_labels_in_the_field_there_is_no_evidence(judge) -> None:
    unlabelled = Scores((Score("macro_f1", None, None, None, 0, reason="no row with a label"),))
    assert judge(FieldDrop, {"scores": TEST, "field_scores": None}).outcome is Outcome.NOT_APPLICABLE
    assert judge(FieldDrop, {"scores": TEST, "field_scores": unlabelled}).outcome is Outcome.NOT_APPLICABLE
    assert judge(FieldDrop, {"scores": unlabelled, "field_scores": TEST}).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("labelled", "severity"), [(300, Severity.WARNING), (120, Severity.ERROR), (900, Severity.ERROR)]
)
def test_rows_that_were_chosen_to_be_labelled_do_not_block(judge, labelled: int, severity: Severity) -> None:
    ends = Predicted("macro_f1", 0.84, 0.8, 0.88, 0.85)
    estimate = FieldEstimate(900, 400, ends, ends, (), 0, 0.0, 0.0, 0.0, (), labelled)
    look = FieldLook(800, 900, 0.5, 0.4, 0.6, 0.5, False, (), Coverage(900, 0, 0.05, (), ()), estimate)
    verdict = judge(FieldDrop, {"scores": TEST, "field_scores": _scores(0.75, 0.70, 0.81), "field_look": look})
    assert (verdict.outcome, verdict.severity) == (Outcome.FAILED, severity)
    assert ("perhaps the hard ones" in verdict.message) == (labelled == 300)
