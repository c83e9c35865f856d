"""Which trial is chosen: the default, unless another is better by more than luck and a standard error together.

The best of many noisy scores is too high by construction. How much, the bootstrap tells: the trial that is best in a
resample of the rows that judge scores higher there than over all resamples (Tibshirani & Tibshirani 2009 do so with
folds). A resample's noise comes on top of that of the rows themselves, which is as large, and the best is picked by
both: where all trials are alike the noise of one is 1 / sqrt(2) of what the best has by it. Where trials differ the
product is somewhat too large, at most by sqrt(2). Among ten trials that are all alike one beats the default by a
standard error (the rule of Breiman et al. 1984) every second time, and by that and the luck one time in six.

Among those that beat the default and lie within a standard error of the best, the one that was trained on the fewest
tokens is chosen. Finalists may be fitted again with other seeds (`stages/finals.py`): the lead over the default is then
the mean over those, on which nothing was chosen, and its error holds the spread between seeds too.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from finetooth.core.statistics import Z
from finetooth.core.tuning import Repeat, Selection, Trial
from finetooth.metrics import metric_named
from finetooth.metrics.intervals import draws
from finetooth.metrics.said import Said
from finetooth.metrics.sample import Sample

RESAMPLES = 500
_FIRST = -1  # stands for the seed of the search
ERRORS = 1.0  # standard errors of the difference by which the default must be beaten, beyond luck


@dataclass(frozen=True)
class Compared:
    """Trials that ran to their end, and the score of each in each resample of the rows, float64[trials, resamples]."""

    trials: tuple[Trial, ...]
    scores: np.ndarray
    rows: int

    @property
    def best(self) -> Trial:
        """The one with the highest score, the earliest of equals."""
        return max(self.trials, key=lambda trial: (trial.score or 0.0, -trial.number))

    @property
    def default(self) -> Trial | None:
        """Trial 0, where it has a score."""
        return next((trial for trial in self.trials if trial.number == 0), None)

    @property
    def optimism(self) -> float:
        """What the best of these trials owes to luck, by how much the best in a resample stands out in it."""
        known = self.scores[:, np.isfinite(self.scores).all(axis=0)]
        if len(known) < 2 or not known.shape[1]:
            return 0.0
        luck = known - known.mean(axis=1, keepdims=True)
        picked = known.argmax(axis=0)
        return max(0.0, math.sqrt(2) * float(luck[picked, np.arange(known.shape[1])].mean()))

    def leads(self, one: Trial, other: Trial) -> np.ndarray:
        """Return the lead of one trial over another in the resamples where both have a score."""
        found = self.scores[self.trials.index(one)] - self.scores[self.trials.index(other)]
        return np.asarray(found[np.isfinite(found)])

    def error(self, one: Trial, other: Trial) -> float:
        """Return the standard error of that lead."""
        known = self.leads(one, other)
        return float(known.std(ddof=1)) if len(known) > 1 else 0.0

    def noise(self) -> float:
        """Return the standard error of one trial's score, as far as it is not shared by all."""
        known = self.scores[:, np.isfinite(self.scores).all(axis=0)]
        if len(known) < 2 or known.shape[1] < 2:
            return 0.0
        own = (known - known.mean(axis=0)).var(axis=1, ddof=1).mean() * len(known) / (len(known) - 1)
        return math.sqrt(float(own))

    def beats(self, one: Trial, other: Trial) -> bool:
        """Whether a trial leads another by more than luck and a standard error."""
        gain = (one.score or 0.0) - (other.score or 0.0)
        return gain > self.optimism + ERRORS * self.error(one, other)


def compared(
    trials: Sequence[Trial], answers: Mapping[int, Said], metric: str, seed: int, resamples: int = RESAMPLES
) -> Compared | None:
    """Resample the answers of the trials that ran to their end; None where none did."""
    scored = [trial for trial in trials if trial.score is not None and not trial.pruned and trial.number in answers]
    if not scored:
        return None
    many = [answers[trial.number] for trial in scored]
    return Compared(tuple(scored), _resampled(many, metric, seed, resamples), len(many[0]))


def chosen_of(found: Compared) -> Selection:
    """Choose by one fit of each trial. Ties go to the earlier one; where the default failed the best is chosen."""
    best, default, optimism = found.best, found.default, found.optimism
    within = tuple(
        trial.number
        for trial in found.trials
        if (best.score or 0.0) - (trial.score or 0.0) <= ERRORS * found.error(best, trial)
    )
    if default is None or default is best:
        return Selection(best.number, best.number, 0.0, 0.0, 0.0, 0.0, optimism, found.rows, within=within)
    gain, error = (best.score or 0.0) - (default.score or 0.0), found.error(best, default)
    known = found.leads(best, default)
    low, high = (np.quantile(known, [0.025, 0.975]) + gain - known.mean()).tolist() if len(known) else (gain, gain)
    better = [trial for trial in found.trials if trial.number in within and found.beats(trial, default)]
    chosen = min(better, key=lambda trial: (trial.tokens, trial.number), default=default)
    low, high = min(low, gain), max(high, gain)
    return Selection(chosen.number, best.number, gain, error, low, high, optimism, found.rows, within=within)


def confirmed(first: Selection, found: Compared, repeats: Sequence[Repeat]) -> Selection:
    """Choose again by what the finalists scored with further seeds: who does not lead there too is not chosen.

    Nor is who failed with a seed that the default had a score with. The error of a mean lead is that of the rows and of
    the seeds together.
    """
    by_trial = {trial.number: _scores_of(trial.number, repeats) for trial in found.trials}
    default, seeds = found.default, sorted(by_trial.get(0, {}))
    if default is None or not seeds:
        return first
    by_trial = {number: scores if set(seeds) <= scores.keys() else {} for number, scores in by_trial.items()}
    if not any(scores for number, scores in by_trial.items() if number):
        return replace(first, chosen=0)
    spread = seed_spread([_with_first(trial, by_trial) for trial in found.trials])
    known, leads = replace(first, seeds=len(seeds), seed_spread=spread), []
    for trial in found.trials:
        if trial is default or not by_trial[trial.number]:
            continue
        gain = float(np.mean([by_trial[trial.number][seed] - by_trial[0][seed] for seed in seeds]))
        error = math.hypot(found.error(trial, default), spread * math.sqrt(2 / len(seeds)))
        leads.append((gain, error, trial))
    better = [(lead, trial) for lead, error, trial in leads if lead > found.optimism + ERRORS * error]
    gain, error, best = max(leads, key=lambda lead: (lead[0], -lead[2].number))
    close = [trial for lead, trial in better if gain - lead <= ERRORS * error]
    chosen = min(close, key=lambda trial: (trial.tokens, trial.number), default=default)
    low, high = gain - Z * error, gain + Z * error
    return replace(known, chosen=chosen.number, best=best.number, gain=gain, gain_error=error, low=low, high=high)


def seed_spread(many: Sequence[Mapping[int, float]]) -> float:
    """Return the standard deviation of a setting's score over seeds, pooled over settings; NaN where none tells.

    What a seed does to all settings alike (its order of rows, say) is no difference between them, and taken out.
    """
    known = [scores for scores in many if scores]
    seeds = _common(known)
    if len(known) < 2 or len(seeds) < 2:
        return math.nan
    table = np.array([[scores[seed] for seed in seeds] for scores in known])
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0, keepdims=True) + table.mean()
    return math.sqrt(float((rest**2).sum()) / ((len(known) - 1) * (len(seeds) - 1)))


def _common(many: Iterable[Mapping[int, float]]) -> list[int]:
    """Return the seeds with which each setting has a score that was fitted again at all."""
    known = [set(scores) for scores in many if scores]
    return sorted(set.intersection(*known)) if known else []


def _scores_of(trial: int, repeats: Sequence[Repeat]) -> dict[int, float]:
    return {one.seed: one.score for one in repeats if one.trial == trial and one.score is not None}


def _with_first(trial: Trial, by_trial: Mapping[int, Mapping[int, float]]) -> dict[int, float]:
    """Add the score with the seed of the search, which tells of the spread as well, where there are others."""
    scores = by_trial[trial.number]
    return {**scores, _FIRST: trial.score} if scores and trial.score is not None else {}


def _resampled(answers: Sequence[Said], metric: str, seed: int, resamples: int) -> np.ndarray:
    """Return each trial's score in each resample of the rows, the same for all; float64[trials, resamples]."""
    chosen = metric_named(metric)
    weights = list(draws(len(answers[0]), resamples, seed))
    return np.array([np.concatenate([chosen.values(Sample(one, each))[:, 0] for each in weights]) for one in answers])
