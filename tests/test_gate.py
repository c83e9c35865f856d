"""The gate is a pure function: what blocks, what is waived, what is uncovered."""

import pytest

from finetooth import gate
from finetooth.core.errors import UserError
from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
from finetooth.core.results import Score, Scores
from finetooth.recipe.sections import Gate

SCORES = Scores((Score("macro_f1", 0.85, 0.80, 0.90, 200), Score("roc_auc", None, None, None, 200)))


def verdict(code: str, outcome: Outcome = Outcome.PASSED, severity: Severity = Severity.ERROR) -> Verdict:
    return Verdict(code, "a title", outcome, severity, "what was found")


def clean() -> list[Verdict]:
    return [verdict(f"{mistake}001") for mistake in MISTAKES]


def decide(verdicts: list[Verdict], options: Gate | None = None):
    options = options or Gate()
    return gate.decide(gate.waived(verdicts, options), options, SCORES)


def test_all_passed_is_go():
    assert decide(clean()).go


def test_an_error_blocks_and_a_warning_does_not():
    assert decide([*clean(), verdict("DAT002", Outcome.FAILED, Severity.WARNING)]).go
    decision = decide([*clean(), verdict("DAT002", Outcome.FAILED)])
    assert (decision.go, decision.blocking) == (False, ("DAT002",))
    assert decision.reasons["DAT002"] == "what was found"


def test_fail_on_lowers_the_bar():
    verdicts = [*clean(), verdict("DAT002", Outcome.FAILED, Severity.WARNING)]
    assert not decide(verdicts, Gate(fail_on=Severity.WARNING)).go
    assert decide([*clean(), verdict("DAT002", Outcome.FAILED, Severity.INFO)], Gate(fail_on=Severity.WARNING)).go


def test_a_broken_check_blocks():
    assert decide([*clean(), verdict("DAT002", Outcome.BROKEN, Severity.INFO)]).blocking == ("DAT002",)


@pytest.mark.parametrize("key", ["DAT002", "DAT"])
def test_a_waiver_needs_a_reason_and_is_told(key: str):
    decision = decide([*clean(), verdict("DAT002", Outcome.FAILED)], Gate(waive={key: "known and meant"}))
    assert decision.go
    assert decision.waived == ("DAT002",)
    assert "known and meant" in decision.reasons["DAT002"]


@pytest.mark.parametrize("waive", [{"DAT002": " "}, {"XYZ001": "a reason"}])
def test_a_waiver_without_reason_or_for_nothing_known_is_refused(waive: dict[str, str]):
    with pytest.raises(ValueError, match="waive takes codes"):
        Gate(waive=waive)


def test_a_mistake_without_evidence_is_no_pass():
    verdicts = [item for item in clean() if item.mistake != "RWV"] + [verdict("RWV001", Outcome.NOT_APPLICABLE)]
    decision = decide(verdicts)
    assert (decision.go, decision.uncovered) == (False, ("RWV",))
    waived = decide(verdicts, Gate(waive={"RWV": "an internal tool"}))
    assert (waived.go, waived.waived) == (True, ("RWV",))
    assert "an internal tool" in waived.reasons["RWV"]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("macro_f1 >= 0.85", True),
        ("macro_f1.value > 0.85", False),
        ("macro_f1.low >= 0.80", True),
        ("macro_f1.low>=0.81", False),
        ("macro_f1.high < 0.95", True),
        ("macro_f1.high <= 1e-1", False),
        ("roc_auc >= 0.1", False),
        ("unheard_of >= 0.1", False),
    ],
)
def test_conditions(condition: str, holds: bool):
    decision = decide(clean(), Gate(require=[condition]))
    assert decision.go is holds
    assert decision.blocking == (() if holds else (condition,))


def test_a_condition_that_cannot_be_read_is_refused_at_once():
    with pytest.raises(UserError, match="cannot be read"):
        gate.check_conditions(Gate(require=["macro_f1 is good"]))
    with pytest.raises(UserError, match="did you mean macro_f1"):
        gate.check_conditions(Gate(require=["makro_f1.low >= 0.8"]))


def test_a_waiver_of_nothing_is_refused_at_once():
    gate.check_waivers(Gate(waive={"DAT": "a reason", "DAT002": "a reason"}), ["DAT001", "DAT002"])
    with pytest.raises(UserError, match="did you mean DAT00"):
        gate.check_waivers(Gate(waive={"DAT003": "a reason"}), ["DAT001", "DAT002"])
