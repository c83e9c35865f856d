"""The gate: verdicts, conditions and waivers in; go or no-go out. A pure function."""

import operator
import re
from collections.abc import Sequence
from dataclasses import replace

from finetooth.core.errors import UserError
from finetooth.core.finding import MISTAKES, Outcome, Severity, Verdict
from finetooth.core.recipe import Gate
from finetooth.core.results import Decision, Scores

_OPERATORS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_CONDITION = re.compile(r"\s*(\w+)(?:\.(value|low|high))?\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)\s*")
_RANK = {Severity.INFO: 0, Severity.WARNING: 1, Severity.ERROR: 2}


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


def decide(verdicts: Sequence[Verdict], gate: Gate, scores: Scores) -> Decision:
    """Say go when nothing blocks. ``verdicts`` are those that ``waived`` returned.

    What blocks: a failure at or above ``gate.fail_on``, a check that broke, a condition that is not met, and a mistake
    without any evidence (unless that mistake is waived): absence of evidence is never a pass.
    """
    reasons: dict[str, str] = {}
    for verdict in verdicts:
        if verdict.outcome is Outcome.FAILED and _RANK[verdict.severity] >= _RANK[gate.fail_on]:
            reasons[verdict.code] = verdict.message
        elif verdict.outcome is Outcome.BROKEN:
            reasons[verdict.code] = f"the check itself broke: {verdict.message}"
    for condition in gate.require:
        if not _holds(condition, scores):
            reasons[condition] = f"not met: {_actual(condition, scores)}"
    blocking = tuple(reasons)
    seen = {verdict.mistake for verdict in verdicts if verdict.is_evidence}
    uncovered = tuple(code for code in MISTAKES if code not in seen and code not in gate.waive)
    reasons |= {code: f"no check on {MISTAKES[code].lower()} could look at anything" for code in uncovered}
    accepted = {verdict.code: verdict.message for verdict in verdicts if verdict.outcome is Outcome.WAIVED}
    return Decision(not blocking and not uncovered, blocking, tuple(accepted), uncovered, reasons | accepted)


def check_conditions(gate: Gate) -> None:
    """Raise UserError where a condition of ``gate.require`` cannot be read: before hours of training, not after."""
    for condition in gate.require:
        if not _CONDITION.fullmatch(condition):
            fix = "write METRIC.low >= NUMBER, with .value, .low or .high and >=, <=, > or <"
            raise UserError(f"the condition {condition!r} cannot be read", "recipe: gate.require", fix)


def _holds(condition: str, scores: Scores) -> bool:
    parsed = _CONDITION.fullmatch(condition)
    actual = _value(condition, scores)
    return parsed is not None and actual is not None and bool(_OPERATORS[parsed[3]](actual, float(parsed[4])))


def _value(condition: str, scores: Scores) -> float | None:
    parsed = _CONDITION.fullmatch(condition)
    score = scores.get(parsed[1]) if parsed else None
    found: float | None = getattr(score, parsed[2] or "value") if parsed and score else None
    return found


def _actual(condition: str, scores: Scores) -> str:
    found = _value(condition, scores)
    if found is not None:
        return f"it is {found:.3f}"
    known = sorted({score.metric for score in scores.model if score.label is None})
    return f"there is no such score; known: {', '.join(known)}"
