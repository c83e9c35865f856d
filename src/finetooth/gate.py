"""The gate: verdicts, conditions and waivers in; go or no-go out. A pure function."""

import operator
import re
from collections.abc import Sequence
from dataclasses import replace

from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.core.results import Decision, Scores
from finetooth.metrics import all_metrics
from finetooth.recipe.sections import Gate

_OPERATORS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
_CONDITION = re.compile(r"\s*(\w+)(?:\.(value|low|high))?\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)\s*")


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
        if verdict.outcome is Outcome.FAILED and verdict.severity.rank >= gate.fail_on.rank:
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
    accepted |= {
        code: f"without evidence, and waived: {gate.waive[code]}"
        for code in MISTAKES
        if code not in seen and code in gate.waive
    }
    return Decision(not blocking and not uncovered, blocking, tuple(accepted), uncovered, reasons | accepted)


def check_waivers(gate: Gate, codes: Sequence[str]) -> None:
    """Raise UserError where a waiver names neither a check nor a mistake: it would look as if something were waived."""
    for code in gate.waive:
        if code not in MISTAKES and code not in codes:
            told = f"no check has the code {code!r}{did_you_mean(code, codes)}"
            raise UserError(
                told, "recipe: gate.waive", "`finetooth checks` lists all codes; a mistake's three letters do too"
            )


def check_conditions(gate: Gate) -> None:
    """Raise UserError where a condition of ``gate.require`` cannot be read: before hours of training, not after."""
    known = [metric.name for metric in all_metrics() if not metric.per_class]
    for condition in gate.require:
        parsed = _CONDITION.fullmatch(condition)
        if not parsed:
            fix = "write METRIC.low >= NUMBER, with .value, .low or .high and >=, <=, > or <"
            raise UserError(f"the condition {condition!r} cannot be read", "recipe: gate.require", fix)
        if parsed[1] not in known:
            told = f"the condition {condition!r} names no metric{did_you_mean(parsed[1], known)}"
            raise UserError(told, "recipe: gate.require", f"known: {', '.join(known)}")


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
