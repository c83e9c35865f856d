"""FIT007."""

import pytest

from finetooth.checks.overfitting.curves import example
from finetooth.checks.overfitting.unchanged_parameters import UnchangedParameters
from finetooth.core.finding import Outcome, Severity


@pytest.mark.parametrize(
    ("names", "share", "outcome", "severity"),
    [
        ((), 0.0, Outcome.PASSED, Severity.WARNING),
        (("bert.pooler.dense.weight",), 0.009, Outcome.PASSED, Severity.WARNING),
        (("bert.pooler.dense.weight",), 0.02, Outcome.FAILED, Severity.WARNING),
        (("classifier.out_proj.weight",), 0.001, Outcome.FAILED, Severity.ERROR),
    ],
)
def test_a_share_is_a_fault_and_a_dead_head_an_error(judge, names, share: float, outcome, severity) -> None:
    verdict = judge(UnchangedParameters, {"curve": example([0.9, 0.6], best=2, unchanged=names, unchanged_share=share)})
    assert (verdict.outcome, verdict.severity) == (outcome, severity)


def test_many_names_are_cut_short(judge) -> None:
    names = tuple(f"layer.{n}" for n in range(12))
    verdict = judge(UnchangedParameters, {"curve": example([0.9, 0.6], best=2, unchanged=names, unchanged_share=0.3)})
    assert verdict.message.endswith("layer.4 and 7 more")
    assert len(verdict.evidence["unchanged"]) == 12
