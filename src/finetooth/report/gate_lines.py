"""The gate in words: what a model was judged by, condition by condition, for the page and the model card."""

from dataclasses import dataclass
from pathlib import PurePath

from finetooth.core.results import Decision
from finetooth.recipe.sections import Gate

_FINDINGS = {"error": "errors block", "warning": "errors and warnings block", "info": "every finding blocks"}


@dataclass(frozen=True)
class GateLine:
    """One thing that the gate asked for, whether it is met (None where that is no question), and what was measured."""

    asked: str
    met: bool | None = None
    found: str = ""


def gate_lines(gate: Gate, decision: Decision) -> tuple[GateLine, ...]:
    """Return a line for the findings that block, for each condition, the earlier run, and each waiver."""
    lines = [GateLine(f"findings: {_FINDINGS[gate.fail_on]}, and so does a mistake without evidence")]
    for condition in gate.require:
        met = condition not in decision.blocking
        lines.append(GateLine(condition, met, decision.conditions.get(condition, "")))
    if gate.regression_vs is not None:
        named = PurePath(gate.regression_vs).name or gate.regression_vs
        lines.append(GateLine(f"not worse than {named}", "EVL020" not in decision.blocking))
    lines += [GateLine(f"waived: {code}", None, reason) for code, reason in gate.waive.items()]
    return tuple(lines)
