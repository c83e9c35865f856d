"""A model that cannot tell strangers is warned of where chance does not explain it."""

from dataclasses import replace

import pytest

from finetooth.checks.reality.out_of_scope import OutOfScope
from finetooth.core.finding import Outcome, Severity
from finetooth.scope.results import Rate, ScopeLook, Spread

LOOK = ScopeLook(
    *(0.05, 300, True, Rate(0.06, 0.04, 0.08, 500), None, None),
    *(Rate(0.95, 0.93, 0.97, 900), Rate(0.7, 0.65, 0.75, 400), None, None, Spread((), (), (), ())),
)


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        ({}, None),
        ({"auroc": Rate(0.7, 0.6, 0.79, 900)}, Severity.WARNING),
        ({"auroc": Rate(0.7, 0.6, 0.81, 900)}, None),
        ({"recall": Rate(0.2, 0.16, 0.24, 400)}, Severity.WARNING),
        ({"recall": Rate(0.2, 0.14, 0.26, 400)}, None),
        ({"flagged_test": Rate(0.15, 0.11, 0.2, 500)}, Severity.INFO),
        ({"flagged_test": Rate(0.15, 0.09, 0.2, 500)}, None),
    ],
)
def test_bounds(judge, change: dict[str, Rate], severity: Severity | None) -> None:
    verdict = judge(OutOfScope, {"out_of_scope": replace(LOOK, **change)})
    assert verdict.outcome is (Outcome.PASSED if severity is None else Outcome.FAILED)
    assert severity is None or verdict.severity is severity


@pytest.mark.parametrize("look", [None, replace(LOOK, auroc=None, recall=None)])
def test_what_was_not_measured_is_no_evidence(judge, look: ScopeLook | None) -> None:
    assert judge(OutOfScope, {"out_of_scope": look}).outcome is Outcome.NOT_APPLICABLE
