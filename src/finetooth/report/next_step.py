"""Next step: the one thing that is worth most now, what else blocks, and what comes after it."""

from dataclasses import dataclass

from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.report.evidence import Evidence
from finetooth.report.measured import by_severity, charge, fix_class, mending, worth_first
from finetooth.report.numbers import known, plural
from finetooth.report.text import sentence, whole_sentences
from finetooth.report.verdicts import Checks, anchor

_LONGEST = 300  # characters of advice
_ACCEPT = "Or accept what blocks in gate.waive of the recipe, with a reason"


@dataclass(frozen=True)
class Step:
    """Something to do, and where in the page it is told in full."""

    what: str
    code: str = ""
    link: str = ""
    detail: str = ""
    cost: str = ""
    fix: str = ""


def stopping(evidence: Evidence) -> list[str]:
    """Return what blocks, in the order in which to mend it: findings, conditions, mistakes without evidence."""
    decision = evidence.decision
    found = worth_first(one for one in evidence.verdicts if one.code in decision.blocking)
    codes = list(dict.fromkeys(one.code for one in found))
    return [*codes, *(name for name in decision.blocking if name not in codes), *decision.uncovered]


def standing(evidence: Evidence) -> list[Verdict]:
    """Return the findings that stand and do not block, those first that cost most."""
    failed = (one for one in evidence.verdicts if one.outcome is Outcome.FAILED)
    return worth_first(one for one in failed if one.code not in evidence.decision.blocking)


def found_told(evidence: Evidence) -> str:
    """Return `13 warnings and 6 remarks`: the findings that stand and do not block; empty where there is none."""
    said = by_severity(standing(evidence))
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def step_of(code: str, evidence: Evidence, checks: Checks) -> Step:
    """Return what to do about a finding, a condition that is not met, or a mistake without evidence."""
    reason = evidence.decision.reasons.get(code, "")
    if code in MISTAKES:
        silent = (one for one in evidence.verdicts if one.mistake == code and one.message)
        why = next((f"{one.code} could not look: {one.message}" for one in silent), reason)
        return Step(f"No evidence on “{MISTAKES[code]}”", link=f"mistake-{code}", detail=why)
    verdict = next((one for one in evidence.verdicts if one.code == code), None)
    if verdict is None:
        return Step(f"Required: {code}", link="scores", detail=reason, fix=_dearest(evidence))
    if verdict.outcome is Outcome.BROKEN:
        return Step(verdict.title, code, anchor(code), reason or verdict.message)
    return Step(verdict.title, code, anchor(code), verdict.message, charge(verdict.cost), _fix(verdict, checks))


def next_steps(evidence: Evidence) -> list[Step]:
    """Return what comes after the first thing to do."""
    told, rest = found_told(evidence), len(standing(evidence))
    if not evidence.decision.go:
        read = [Step(f"Read {told} that {'does' if rest == 1 else 'do'} not block", link="mistakes")] if told else []
        names = {one.code for one in evidence.verdicts} | MISTAKES.keys()
        accept = _ACCEPT if names.intersection(stopping(evidence)) else ""
        return [Step("Run again: finished stages are not repeated", link="recipe", detail=accept), *read]
    left = [Step(f"Read the other {plural(rest - 1, 'finding')}", link="mistakes")] if rest > 1 else []
    what = "an answer to each prompt" if evidence.language else "labels with probabilities"
    return [*left, Step(f"Use it: finetooth predict RUN FILE writes {what}", link="recipe")]


def _fix(verdict: Verdict, checks: Checks) -> str:
    """Return the advice of a check, with how prepare can follow it where it can."""
    check = checks.get(verdict.code)
    if check is None or not check.part("Fix"):
        return ""
    by = f" ({mending(check, verdict)})" if fix_class(check, verdict) != "never" else ""
    return whole_sentences(sentence(check.part("Fix")), _LONGEST) + by


def _dearest(evidence: Evidence) -> str:
    """Return which finding costs the score most, as far as was measured; a condition has no advice of its own."""
    found = [one for one in standing(evidence) if one.cost and one.cost.of == "score" and known(one.cost.points)]
    dearest = max(found, key=lambda one: abs(one.cost.points) if one.cost else 0.0, default=None)
    if dearest is None:
        return ""
    return f"Of what was found, “{dearest.title}” ({dearest.code}) {charge(dearest.cost)}, the most that was measured"
