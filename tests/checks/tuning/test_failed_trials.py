"""HPO003."""

from finetooth.checks.tuning.failed_trials import FailedTrials
from finetooth.core.finding import Outcome
from finetooth.core.tuning import Trial


def test_failed_trials_are_shown_with_their_errors(judge) -> None:
    trials = (Trial(0, {"a": 1.0}, 0.5, 1.0, 1.0), Trial(1, {"a": 2.0}, None, None, 1.0, "out of memory"))
    verdict = judge(FailedTrials, {"trials": trials})
    assert verdict.message == "1 of 2 trials (50.0 %) failed"
    assert verdict.evidence["failed"] == [{"number": 1, "params": {"a": 2.0}, "error": "out of memory"}]


def test_no_trials_are_no_evidence(judge) -> None:
    assert judge(FailedTrials, {"trials": ()}).outcome is Outcome.NOT_APPLICABLE
