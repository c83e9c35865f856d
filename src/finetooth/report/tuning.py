"""What the report tells of a search: its trials and repeats in lines, and the figures on its options and cost."""

from dataclasses import dataclass
from typing import NamedTuple

from finetooth.core.tuning import Repeat, Selection, Trial
from finetooth.report.charts.best_so_far import best_so_far
from finetooth.report.charts.option_importance import option_importance
from finetooth.report.charts.parallel import parallel
from finetooth.report.charts.range_test import range_test
from finetooth.report.charts.slices import slices
from finetooth.report.charts.svg import Figure
from finetooth.report.charts.trials import best_trial, describe
from finetooth.report.evidence import Evidence
from finetooth.report.numbers import count, duration, known, plural, three
from finetooth.search.importance import importances


@dataclass(frozen=True)
class TrialLine:
    """One trial as the table shows it; ``error`` is the standard error of the score."""

    name: str
    score: str
    error: str
    tokens: str
    time: str
    settings: str
    remarks: tuple[str, ...]


class TrialLines(NamedTuple):
    """The trials, and whether their tokens were counted."""

    lines: tuple[TrialLine, ...]
    tokens: bool


@dataclass(frozen=True)
class RepeatLine:
    """A finalist's scores with further seeds, each with why it is missing where it is, and their mean."""

    trial: int
    scores: tuple[tuple[str, str], ...]
    mean: str


class RepeatLines(NamedTuple):
    """The finalists, and the seeds in their columns."""

    lines: tuple[RepeatLine, ...]
    seeds: tuple[int, ...]


class Insight(NamedTuple):
    """The figures there are, and why there is none on importance where that is so."""

    figures: tuple[Figure, ...]
    silent: str


def insight(evidence: Evidence) -> Insight:
    """Draw what the search tells of its options and what it cost."""
    metric = evidence.scores.selection_metric
    found = importances(evidence.space, evidence.trials, evidence.settings.seed)
    drawn = (
        range_test(evidence.range_test),
        best_so_far(evidence.trials, metric, evidence.selection, evidence.ended),
        option_importance(found),
        slices(evidence.trials, evidence.space, metric),
        parallel(evidence.trials, evidence.space, metric),
    )
    return Insight(tuple(figure for figure in drawn if figure), found.reason)


def trial_lines(trials: tuple[Trial, ...], selection: Selection | None) -> TrialLines:
    """Return a line a trial."""
    best = best_trial(trials)
    chosen = selection.chosen if selection else None
    lines = tuple(_line(trial, trial is best, trial.number == chosen) for trial in trials)
    return TrialLines(lines, any(trial.tokens for trial in trials))


def _line(trial: Trial, best: bool, chosen: bool) -> TrialLine:
    error = known(trial.score_error)
    return TrialLine(
        f"{trial.number}{' (best)' if best else ''}{' (chosen)' if chosen else ''}",
        three(trial.score),
        f"± {three(error)}" if error else "",
        count(trial.tokens),
        duration(trial.seconds),
        describe(trial),
        tuple(_remarks(trial)),
    )


def _remarks(trial: Trial) -> list[str]:
    folds = ", ".join(three(score) for score in trial.fold_scores)
    said = (
        (f"same setting as trial {trial.same_as}: not fitted again", trial.same_as is not None),
        (f"best setting of the run {trial.suggested_by}", bool(trial.suggested_by)),
        (f"folds: {folds}", bool(folds)),
        (f"{plural(trial.attempts, 'attempt')}", trial.attempts > 1),
        (f"ended early: {trial.pruned}", bool(trial.pruned)),
        (trial.error, bool(trial.error)),
    )
    return [text for text, there in said if there]


def repeat_lines(repeats: tuple[Repeat, ...]) -> RepeatLines:
    """Return a line a finalist, in the order of the trials, with a column for each further seed."""
    seeds = tuple(sorted({repeat.seed for repeat in repeats}))
    by_trial = {number: {one.seed: one for one in repeats if one.trial == number} for number in _numbers(repeats)}
    lines = []
    for number, mine in by_trial.items():
        cells = tuple((three(mine[seed].score), mine[seed].error) if seed in mine else ("", "") for seed in seeds)
        scores = [score for one in mine.values() if (score := known(one.score)) is not None]
        lines.append(RepeatLine(number, cells, three(sum(scores) / len(scores)) if scores else ""))
    return RepeatLines(tuple(lines), seeds)


def _numbers(repeats: tuple[Repeat, ...]) -> list[int]:
    return sorted({repeat.trial for repeat in repeats})
