"""Headline: the first screen. Go or no-go, how good, how sure, what stands in the way and what to do next."""

from dataclasses import dataclass

from finetooth.core.finding import MISTAKES, Outcome, Verdict
from finetooth.core.results import Score
from finetooth.report.baselines import best_baseline, comparison
from finetooth.report.beside import clean_score, honesty_told, leak_told
from finetooth.report.charts.headline_scores import headline_scores
from finetooth.report.charts.svg import Figure
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import known, metric_name, plural, span, three
from finetooth.report.text import sentence
from finetooth.report.verdicts import Checks, anchor

_MOST, _FEW = 4, 3


@dataclass(frozen=True)
class Step:
    """Something to do, and where in the page it is told in full."""

    what: str
    code: str = ""
    link: str = ""
    detail: str = ""
    fix: str = ""


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
    keep: tuple[Step, ...]  # findings that do not block, the gravest
    steps: tuple[Step, ...]


def headline(evidence: Evidence, checks: Checks) -> Headline:
    """Make the headline."""
    decision, metric = evidence.decision, evidence.scores.selection_metric
    score, best = evidence.scores.get(metric), best_baseline(evidence.scores)
    stops = (*decision.blocking, *(() if decision.go else decision.uncovered))
    return Headline(
        go=decision.go,
        word="Go" if decision.go else "No-go",
        lead=_lead(evidence, len(stops)),
        metric=metric_name(metric),
        value=three(score.value if score else None),
        interval=span(score.low, score.high) if score else "",
        beside=sentence(comparison(score, best)) if best else "No baseline was scored",
        sure=tuple(_sure(evidence, score)),
        figure=headline_scores(score, best, clean_score(evidence.leak)),
        blocks=tuple(_block(code, evidence, checks) for code in stops[:_MOST]),
        more_blocks=max(0, len(stops) - _MOST),
        keep=tuple(_block(verdict.code, evidence, checks) for verdict in _rest(evidence)[:_FEW]),
        steps=tuple(_steps(evidence)),
    )


def _lead(evidence: Evidence, stops: int) -> str:
    if not evidence.decision.go:
        return f"{plural(stops, 'thing')} {'stands' if stops == 1 else 'stand'} in the way."
    found = sum(verdict.outcome is Outcome.FAILED for verdict in evidence.verdicts)
    tail = f"; {plural(found, 'finding')} to keep in mind" if found else ""
    return f"Nothing blocks this model{tail}."


def _sure(evidence: Evidence, score: Score | None) -> list[str]:
    said = []
    if score is not None and known(score.value) is None:
        said.append(f"There is no score: {score.reason or 'it is undefined on these rows'}.")
    elif score is not None and score.low is not None and score.high is not None:
        half = three((score.high - score.low) / 2)
        said.append(f"{plural(score.n, 'test row')}: the 95 % interval reaches about {half} to either side.")
    said += [told for told in (leak_told(evidence.leak), honesty_told(evidence.honesty)) if told]
    seen = {verdict.mistake for verdict in evidence.verdicts if verdict.is_evidence}
    missing = ", ".join(f"“{name}”" for code, name in MISTAKES.items() if code not in seen)
    none = f"; none on {missing}" if missing else ""
    said.append(f"Evidence on {len(seen & MISTAKES.keys())} of {len(MISTAKES)} mistakes{none}.")
    return said


def _block(code: str, evidence: Evidence, checks: Checks) -> Step:
    reason = evidence.decision.reasons.get(code, "")
    if code in MISTAKES:
        return Step(f"No evidence on “{MISTAKES[code]}”", link=f"mistake-{code}", detail=reason)
    verdict = next((verdict for verdict in evidence.verdicts if verdict.code == code), None)
    if verdict is None:
        return Step(f"Required: {code}", link="scores", detail=reason)
    check = checks.get(code)
    fix = sentence(check.part("Fix")) if check else ""
    return Step(verdict.title, code, anchor(code), verdict.message or reason, fix)


def _rest(evidence: Evidence) -> list[Verdict]:
    """Return the findings that stand and do not block, the gravest first."""
    found = (verdict for verdict in evidence.failures() if verdict.outcome is Outcome.FAILED)
    return [verdict for verdict in found if verdict.code not in evidence.decision.blocking]


def _steps(evidence: Evidence) -> list[Step]:
    rest = plural(len(_rest(evidence)), "finding")
    some = bool(_rest(evidence))
    if evidence.decision.go:
        weigh = [Step(f"Weigh {rest} first; the gravest stand below", link="mistakes")] if some else []
        what = "an answer to each prompt" if evidence.language else "labels with probabilities"
        return [*weigh, Step(f"Use it: finetooth predict RUN FILE writes {what}", link="recipe")]
    waive = "or accept it with a reason in gate.waive, then run again: finished stages are not repeated"
    read = [Step(f"Read {rest} beside those that block", link="mistakes")] if some else []
    return [Step(f"Mend what blocks, {waive}", link="mistakes"), *read]
