"""The gate: verdicts, conditions and waivers in; go or no-go out. A pure function."""

from collections.abc import Sequence
from dataclasses import replace

from finetooth.comparing.answers import Answers
from finetooth.comparing.regression import rival_of
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.core.results import Decision, Scores
from finetooth.gate.behaviour import must_name_capabilities
from finetooth.gate.conditions import WHERE, parse, parse_all
from finetooth.gate.grounds import Grounds, must_be_known
from finetooth.gate.measured import must_be_measured
from finetooth.recipe.sections import Gate

__all__ = [
    "Grounds",
    "check_conditions",
    "check_waivers",
    "decide",
    "must_be_judgeable",
    "must_be_known",
    "must_be_measured",
    "must_name_capabilities",
    "parse_all",
    "waived",
]


def waived(verdicts: Sequence[Verdict], gate: Gate) -> tuple[Verdict, ...]:
    """Return the verdicts with failures that the gate waives marked so, by code or by mistake (``RWV``)."""

    def reason(verdict: Verdict) -> str | None:
        return gate.waive.get(verdict.code, gate.waive.get(verdict.mistake))

    return tuple(
        replace(verdict, outcome=Outcome.WAIVED, message=f"{verdict.message} (waived: {reason(verdict)})")
        if verdict.outcome is Outcome.FAILED and reason(verdict)
        else verdict
        for verdict in verdicts
    )


def decide(verdicts: Sequence[Verdict], gate: Gate, on: Scores | Grounds) -> Decision:
    """Say go when nothing blocks. ``verdicts`` are those that ``waived`` returned; slices and gains need Grounds.

    What blocks: a failure at or above ``gate.fail_on``, a check that broke, a condition that is not met, and a mistake
    without any evidence (unless that mistake is waived): absence of evidence is never a pass.
    """
    reasons: dict[str, str] = {}
    for verdict in verdicts:
        if verdict.outcome is Outcome.FAILED and verdict.severity.rank >= gate.fail_on.rank:
            reasons[verdict.code] = verdict.message
        elif verdict.outcome is Outcome.BROKEN:
            reasons[verdict.code] = f"the check itself broke: {verdict.message}"
    grounds, found = on if isinstance(on, Grounds) else Grounds(on), {}
    for condition in gate.require:
        met, actual = _judged(condition, grounds)
        found[condition] = actual
        if not met:
            reasons[condition] = f"not met: {actual}"
    blocking = tuple(reasons)
    seen = {verdict.mistake for verdict in verdicts if verdict.is_evidence}
    uncovered = tuple(code for code in MISTAKES if code not in seen and code not in gate.waive)
    reasons |= {code: f"no check on {MISTAKES[code].lower()} could look at anything" for code in uncovered}
    accepted = {verdict.code: verdict.message for verdict in verdicts if verdict.outcome is Outcome.WAIVED}
    accepted |= {
        code: f"without evidence, and waived: {gate.waive[code]}"
        for code in MISTAKES
        if code not in seen and code in gate.waive
    }
    return Decision(not blocking and not uncovered, blocking, tuple(accepted), uncovered, reasons | accepted, found)


def check_waivers(gate: Gate, codes: Sequence[str], where: str = "recipe: gate.waive") -> None:
    """Raise UserError where a waiver names neither a check nor a mistake: it would look as if something were waived."""
    for code in gate.waive:
        if code not in MISTAKES and code not in codes:
            told = f"no check has the code {code!r}{did_you_mean(code, codes)}"
            raise UserError(told, where, "`finetooth checks` lists all codes; a mistake's three letters do too")


def check_conditions(gate: Gate, where: str = WHERE) -> None:
    """Raise UserError where a condition of ``gate.require`` cannot be read: before hours of training, not after."""
    parse_all(gate.require, where)


def must_be_judgeable(gate: Gate, foreseen: Answers) -> None:
    """Raise UserError where a condition names what the rows do not have, or the earlier run cannot be compared with.

    ``foreseen`` are the answers of the model that is yet to be trained: hours later it would be too late.
    """
    must_be_known(parse_all(gate.require), foreseen, WHERE)
    if gate.regression_vs is not None:
        rival_of(gate.regression_vs, foreseen)


def _judged(text: str, grounds: Grounds) -> tuple[bool, str]:
    """Return whether a condition is met, and what was measured in words; one that cannot be read is not met."""
    try:
        condition = parse(text)
    except UserError as error:
        return False, error.what
    score = grounds.measure(condition)
    found: float | None = getattr(score, condition.end)
    if found is None:
        return False, score.reason or "it is undefined"
    return condition.holds(found), f"it is {found:.3f}"
