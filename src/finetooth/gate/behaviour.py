"""Behaviour at the gate: `behaviour.pass_rate.low >= 0.9`, or of one capability, `behaviour[negation].pass_rate`."""

from collections.abc import Iterable

from finetooth.behaviour.results import Behaviour
from finetooth.core.errors import UserError, did_you_mean
from finetooth.core.results import Score
from finetooth.gate.conditions import BEHAVIOUR, Condition


def must_name_capabilities(conditions: Iterable[Condition], capabilities: Iterable[str] | None, where: str) -> None:
    """Raise UserError where a condition asks for a pass rate that no behavioural test will give."""
    known = None if capabilities is None else list(capabilities)
    for condition in conditions:
        if condition.metric != BEHAVIOUR:
            continue
        if known is None:
            told = f"the condition {condition.text!r} needs behavioural tests, and there are none"
            raise UserError(told, where, "name a file of them in validate.behaviour")
        if condition.label is not None and condition.label not in known:
            hint = did_you_mean(condition.label, known)
            told = f"the condition {condition.text!r} names no capability that is tested: {condition.label}{hint}"
            raise UserError(told, where, f"capabilities: {', '.join(known)}")


def pass_rate(behaviour: Behaviour | None, condition: Condition) -> Score:
    """Return the share of behavioural tests' cases that pass."""
    found = behaviour.pass_rate(condition.label) if behaviour else None
    if found is None:
        reason = f"no test of {condition.label}" if behaviour and condition.label else "no behavioural tests were run"
        return Score(BEHAVIOUR, None, None, None, 0, condition.label, reason)
    return Score(BEHAVIOUR, *found, condition.label)
