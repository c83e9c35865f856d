"""Headline: the first screen. Go or no-go, how good, how sure, what stands in the way and what to do next."""

from dataclasses import dataclass

from finetooth.core.finding import MISTAKES
from finetooth.core.results import Score
from finetooth.report.baselines import best_baseline, comparison, paired_change
from finetooth.report.beside import clean_score, honesty_told, leak_told
from finetooth.report.charts.headline_scores import headline_scores
from finetooth.report.charts.svg import Figure
from finetooth.report.evidence import Evidence
from finetooth.report.next_step import Step, found_told, next_steps, standing, step_of, stopping
from finetooth.report.numbers import known, metric_name, plural, span, three
from finetooth.report.text import sentence
from finetooth.report.verdicts import Checks

_MOST = 4


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
    first: Step | None  # the one thing that is worth most now
    others: tuple[Step, ...]  # what blocks besides it
    more: int  # how much else blocks
    steps: tuple[Step, ...]  # what comes after it


def headline(evidence: Evidence, checks: Checks) -> Headline:
    """Make the headline."""
    decision, metric = evidence.decision, evidence.scores.selection_metric
    score, best = evidence.scores.get(metric), best_baseline(evidence.scores)
    stops = stopping(evidence)
    todo = [step_of(code, evidence, checks) for code in stops or [one.code for one in standing(evidence)[:1]]]
    return Headline(
        go=decision.go,
        word="Go" if decision.go else "No-go",
        lead=_lead(evidence, len(stops)),
        metric=metric_name(metric),
        value=three(score.value if score else None),
        interval=span(score.low, score.high) if score else "",
        beside=sentence(comparison(score, best, paired_change(evidence.verdicts, metric)))
        if best
        else "No baseline was scored",
        sure=tuple(_sure(evidence, score)),
        figure=headline_scores(score, best, clean_score(evidence.leak)),
        first=todo[0] if todo else None,
        others=tuple(todo[1 : _MOST + 1]),
        more=max(0, len(todo) - 1 - _MOST),
        steps=tuple(next_steps(evidence)),
    )


def _lead(evidence: Evidence, stops: int) -> str:
    if not evidence.decision.go:
        return f"{plural(stops, 'thing')} {'stands' if stops == 1 else 'stand'} in the way."
    told = found_told(evidence)
    return f"Nothing blocks it; {told} stand." if told else "Nothing blocks this model."


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
