"""Headline: the first screen. Go or no-go, how good, how sure, what stands in the way and what to do next."""

from dataclasses import dataclass

from finetooth.core.finding import MISTAKES, Outcome
from finetooth.core.results import Score
from finetooth.report.baselines import best_baseline, comparison
from finetooth.report.charts.headline_scores import headline_scores
from finetooth.report.charts.svg import Figure
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import count, known, metric_name, plural, span, three
from finetooth.report.verdicts import Checks, anchor

_MOST = 4


@dataclass(frozen=True)
class Step:
    """Something to do, and where in the page it is told in full."""

    what: str
    code: str = ""
    link: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Headline:
    """All that the first screen says."""

    go: bool
    word: str
    lead: str
    metric: str
    value: str
    interval: str
    beside: str
    sure: tuple[str, ...]
    figure: Figure | None
    blocks: tuple[Step, ...]
    more_blocks: int
    steps: tuple[Step, ...]


def headline(evidence: Evidence, checks: Checks) -> Headline:
    """Make the headline."""
    decision, metric = evidence.decision, evidence.scores.selection_metric
    score, best = evidence.scores.get(metric), best_baseline(evidence.scores)
    return Headline(
        go=decision.go,
        word="Go" if decision.go else "No-go",
        lead=_lead(evidence),
        metric=metric_name(metric),
        value=three(score.value if score else None),
        interval=span(score.low, score.high) if score else "",
        beside=comparison(score, best) if best else "no baseline was scored",
        sure=tuple(_sure(evidence, score)),
        figure=headline_scores(score, best),
        blocks=tuple(_block(code, evidence, checks) for code in decision.blocking[:_MOST]),
        more_blocks=max(0, len(decision.blocking) - _MOST),
        steps=tuple(_steps(evidence)),
    )


def _lead(evidence: Evidence) -> str:
    decision = evidence.decision
    if not decision.go:
        return f"{plural(len(decision.blocking), 'thing')} {'stands' if len(decision.blocking) == 1 else 'stand'} in the way."
    warnings = sum(verdict.outcome is Outcome.FAILED for verdict in evidence.verdicts)
    tail = f", with {plural(warnings, 'finding')} to keep in mind" if warnings else ""
    return f"Nothing blocks this model{tail}."


def _sure(evidence: Evidence, score: Score | None) -> list[str]:
    said = []
    if score is not None and known(score.value) is None:
        said.append(f"There is no score: {score.reason or 'it is undefined on these rows'}.")
    elif score is not None and score.low is not None and score.high is not None:
        half = three((score.high - score.low) / 2)
        said.append(f"{plural(score.n, 'test row')}: the 95 % interval is about ±{half} wide.")
    uncovered = evidence.decision.uncovered
    covered = len(MISTAKES) - len(uncovered)
    missing = f"; none on {', '.join(_mistake(code) for code in uncovered)}" if uncovered else ""
    said.append(f"Evidence on {covered} of {len(MISTAKES)} mistakes{missing}.")
    return said


def _block(code: str, evidence: Evidence, checks: Checks) -> Step:
    verdict = next((verdict for verdict in evidence.verdicts if verdict.code == code), None)
    reason = evidence.decision.reasons.get(code, "")
    if verdict is None:
        return Step(MISTAKES.get(code, code), "", f"mistake-{code}" if code in MISTAKES else "scores", reason)
    check = checks.get(code)
    fix = check.part("Fix") if check else ""
    return Step(verdict.message or verdict.title, code, anchor(code), fix or reason)


def _steps(evidence: Evidence) -> list[Step]:
    decision, steps = evidence.decision, []
    if decision.blocking:
        again = "mend what blocks, or waive it with a reason in gate.waive, then run again: only what changed is redone"
        steps.append(Step(again[0].upper() + again[1:], link="mistakes"))
    if decision.go:
        steps.append(Step("Use it: finetooth predict RUN FILE writes labels with probabilities", link="recipe"))
    for code in decision.uncovered:
        reason = decision.reasons.get(code, "no check of it could look")
        steps.append(Step(f"Get evidence on “{_mistake(code)}”", link=f"mistake-{code}", detail=reason))
    open_ = [verdict for verdict in evidence.failures() if verdict.outcome is Outcome.FAILED]
    rest = [verdict for verdict in open_ if verdict.code not in decision.blocking]
    if rest:
        steps.append(Step(f"Read the {count(len(rest))} other findings" if len(rest) > 1 else "Read the other finding",
                          link="mistakes"))  # fmt: skip
    return steps


def _mistake(code: str) -> str:
    return MISTAKES.get(code, code)
