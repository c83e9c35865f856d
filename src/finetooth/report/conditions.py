"""Conditions: what each scenario did, in words, the worst first; and swaps of names and genders as a table."""

from dataclasses import dataclass

from finetooth.core.results import ScenarioScore
from finetooth.report.numbers import known, percent, plural, span, three

_WORDS = {
    "same": "the answer should stay",
    "less": "the answer of before should become less probable",
    "either": "the answer should be that to one of the two",
    "unsure": "the model should be less sure than on half of the real rows",
}
_FAILED = {
    "same": "answers changed",
    "less": "answers as sure as before",
    "either": "answered as neither",
    "unsure": "answered as surely as real rows",
}
_FEWEST = 20  # rows that a swap needs to say something


@dataclass(frozen=True)
class Condition:
    """One scenario as a reader sees it: how many rows failed, what that cost, and examples before and after."""

    title: str
    head: str
    told: str
    examples: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class Swap:
    """How often a swap changes answers, beside a neutral one on the same rows."""

    title: str
    rows: str
    here: str
    there: str
    difference: str


def conditions(scores: tuple[ScenarioScore, ...]) -> tuple[Condition, ...]:
    """Return the scenarios under which a row failed, those first where most did."""
    tried = [score for score in scores if score.changed and _failed(score)]
    return tuple(_condition(score) for score in sorted(tried, key=lambda score: -score.failure_rate[0]))


def steady(scores: tuple[ScenarioScore, ...]) -> str:
    """Return the names of the scenarios under which no row failed, with the rows that were changed."""
    kept = [score for score in scores if score.changed and not _failed(score)]
    return ", ".join(f"{score.title or score.name} ({score.changed:,})" for score in kept)


def untouched(scores: tuple[ScenarioScore, ...]) -> str:
    """Return the names of the scenarios that found nothing to change."""
    return ", ".join(score.title or score.name for score in scores if not score.changed)


def swaps(scores: tuple[ScenarioScore, ...]) -> tuple[Swap, ...]:
    """Return the swaps of names, places, numbers and genders that some row held."""
    return tuple(_swap(score) for score in scores if score.kind == "fairness" and score.control)


def _condition(score: ScenarioScore) -> Condition:
    rate, low, high = score.failure_rate
    head = f"{_failed(score)} of {score.changed} {_FAILED.get(score.expects, 'failed')}"
    told = f"Expected: {_WORDS.get(score.expects, score.expects)}. "
    told += (
        f"It failed on {percent(rate)} ({percent(low)} to {percent(high)}) of {plural(score.changed, 'changed row')}."
    )
    if known(score.drop) is not None:
        told += f" Score: {three(score.before)} before, {three(score.after)} after, "
        told += f"drop {three(score.drop)} {span(score.low, score.high)} on {plural(score.n, 'row')}."
    return Condition(score.title or score.name, head, told, score.examples)


def _failed(score: ScenarioScore) -> int:
    """Return how many rows failed; an older run kept only flips."""
    return score.failed or (score.flipped if score.expects == "same" else 0)


def _swap(score: ScenarioScore) -> Swap:
    one = score.control
    assert one is not None  # noqa: S101 - swaps() lets no other through
    points = f"{100 * one.excess:+.1f} points ({100 * one.low:.1f} to {100 * one.high:.1f})".replace("-", "−")
    points = points if one.rows >= _FEWEST else "too few rows to tell"
    here, there = (f"{percent(count / one.rows)} ({count})" for count in (one.here, one.there))
    return Swap(score.title or score.name, f"{one.rows:,}", here, there, points)
