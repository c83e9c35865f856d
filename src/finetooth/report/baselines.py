"""The model beside the best simpler model on the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from finetooth.core.finding import Verdict
from finetooth.core.results import Score, Scores
from finetooth.report.numbers import baseline_name, known, three

AGAINST_BASE = "EVL030"  # the check that sets a tuned language model beside its base


@dataclass(frozen=True)
class Baseline:
    """A simpler model's score in the selection metric."""

    name: str
    score: Score


def best_baseline(scores: Scores) -> Baseline | None:
    """Return the baseline that is best in the selection metric; None where none has a number."""
    found = [
        Baseline(baseline_name(name), score)
        for name, all_scores in scores.baselines.items()
        for score in all_scores
        if score.metric == scores.selection_metric and score.label is None and known(score.value) is not None
    ]
    return max(found, key=lambda baseline: baseline.score.value or 0.0, default=None)


def shown_baselines(scores: Scores, most: int) -> tuple[str, ...]:
    """Return the names of the baselines that are best in the selection metric, in the order they are told in."""

    def value(name: str) -> float:
        own = (one for one in scores.baselines[name] if one.label is None and one.metric == scores.selection_metric)
        return next((number for one in own if (number := known(one.value)) is not None), float("-inf"))

    best = sorted(scores.baselines, key=value, reverse=True)[:most]
    return tuple(name for name in scores.baselines if name in best)


Paired = tuple[float, float]  # the ends of the interval of a change, of the same rows answered twice


def paired_change(verdicts: Sequence[Verdict], metric: str) -> Paired | None:
    """Return between what a language model's change to its base lies, row by row; None where that was not measured."""
    told = next((one.evidence.get(metric) for one in verdicts if one.code == AGAINST_BASE), None)
    low, high = (known(told.get(end)) for end in ("low", "high")) if isinstance(told, dict) else (None, None)
    return None if low is None or high is None else (low, high)


def comparison(mine: Score | None, best: Baseline, paired: Paired | None = None) -> str:
    """Say how far the model stands above a baseline, and whether the intervals leave doubt.

    Where both were compared row by row that tells more than whether their intervals overlap.
    """
    value, other = known(mine.value) if mine else None, known(best.score.value)
    if mine is None or value is None or other is None:
        return f"it cannot be set beside {best.name}"
    gap = f"{three(abs(value - other))} {'above' if value > other else 'below'} {best.name}"
    if three(value) == three(other):
        return f"no better than {best.name}"
    if paired:
        between, doubt = f"{three(paired[0])} to {three(paired[1])}", paired[0] <= 0 <= paired[1]
        return f"{gap}, but prompt by prompt anything from {between}" if doubt else f"{gap}; prompt by prompt {between}"
    apart = _apart(mine, best.score) or _apart(best.score, mine)
    return f"{gap}, {'and the intervals do not overlap' if apart else 'but the intervals overlap'}"


def _apart(upper: Score, lower: Score) -> bool:
    return upper.low is not None and lower.high is not None and upper.low > lower.high
