"""The search itself: what is tried next, beside what, and when enough was tried."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from finetooth.checks.wording import counted
from finetooth.core.results import Settings
from finetooth.core.run import Work
from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.recipe.sections import Tune
from finetooth.search.choosing import Choice
from finetooth.search.worth import expected_gain
from finetooth.stages.selecting import Compared, chosen_of, compared
from finetooth.stages.trying import Court, attempt

RESAMPLES = 200  # to tell noise by, after each trial


class Bench(Protocol):
    """Where trials are fitted: one after the other, or several side by side."""

    jobs: int

    def fitted(self, work: Work, search: "Search", asked: Sequence[Trial], before: Sequence[Trial]) -> list[Trial]:
        """Return the asked trials with what they scored; each may be compared with those ``before``."""


class OneByOne:
    """Fits trials one after the other, in this process."""

    jobs = 1

    def fitted(self, work: Work, search: "Search", asked: Sequence[Trial], before: Sequence[Trial]) -> list[Trial]:
        """Return the asked trials with what they scored."""
        return [
            attempt(search.court, search.made(one.params), one, before, told_of(work, one.number, search.choice.trials))
            for one in asked
        ]


def told_of(work: Work, number: int, count: int) -> Callable[[float, str], None]:
    """Return who is told how far a trial is."""
    return lambda done, message: work.progress((number + done) / count, f"trial {number + 1} of {count}, {message}")


@dataclass(frozen=True)
class Search:
    """What is searched, by what, within what budget; ``first`` are the default's values of it: trial 0."""

    options: Tune
    space: tuple[Dimension, ...]
    first: Params
    choice: Choice
    court: Court
    made: Callable[[Params], Settings]
    read: Callable[[Sequence[Trial]], dict[int, Any]]  # the answers of trials
    known: tuple[tuple[str, Params], ...] = ()  # the best settings of earlier runs, and the runs: tried first
    weigh: Callable[..., Compared | None] = compared  # tells what of the scores is noise, by the answers

    def run(self, work: Work, bench: Bench) -> tuple[tuple[Trial, ...], str]:
        """Return the trials, the default first, and why there are no more.

        Trials that were kept are found again, so that a search that was killed goes on as if it had not been.
        """
        trials: list[Trial] = []
        begin = time.monotonic()
        while len(trials) < self.choice.trials:
            asked = self._asked(trials, bench.jobs)
            if ended := self._over(trials, asked, time.monotonic() - begin, bench.jobs):
                work.note(f"the search ends after {counted(len(trials), 'trial')}: {ended}")
                return tuple(trials), ended
            trials += self._tried(work, asked, trials, bench)
        return tuple(trials), f"all {counted(len(trials), 'trial')} were tried"

    def _over(self, trials: Sequence[Trial], asked: Sequence[Trial], seconds: float, jobs: int) -> str:
        """Return why no further trial should begin, if there is a reason; what was spent before a kill counts too.

        Trials that are kept already cost nothing, and are no beginning.
        """
        options = self.options
        if not trials:
            return ""
        if all(self.court.known(self.made(one.params), trials) for one in asked):
            return self._not_worth_it(trials)
        spent, tokens = max(seconds, seconds_of(trials) / jobs), sum(trial.tokens for trial in trials)
        if options.time_limit and spent > options.time_limit:
            return f"the time limit of {options.time_limit:g} s is over"
        if options.max_tokens and tokens >= options.max_tokens:
            return f"{tokens:,} of {options.max_tokens:,} tokens are spent"
        return self._not_worth_it(trials)

    def _not_worth_it(self, trials: Sequence[Trial]) -> str:
        """Return what little the trials that are left can be expected to gain, where that is too little."""
        if not self.options.min_gain or self.choice.search.name == "grid":
            return ""
        left = self.choice.trials - len(trials)
        gain = self._still_to_gain(trials, left)
        if gain >= self.options.min_gain:
            return ""
        return f"{counted(left, 'more trial')} can be expected to add {gain:.4f} to the validation score"

    def _still_to_gain(self, trials: Sequence[Trial], left: int) -> float:
        default = self.court.default
        found = self.weigh(trials, self.read(trials), default.selection_metric, default.seed, RESAMPLES)
        if not found or found.default is None:
            return math.inf
        selection = chosen_of(found)
        hand = next(trial for trial in found.trials if trial.number == selection.chosen)
        noise = found.noise()
        # a lead over the default must be larger than luck and an error, one over another only be there
        needed = 0.0 if selection.chosen else found.optimism + math.sqrt(2) * noise
        scores = [one.score for one in on_all_rows(trials) if one.score is not None and one.same_as is None]
        return expected_gain(scores, hand.score or 0.0, noise, needed, left)

    def _asked(self, trials: Sequence[Trial], jobs: int) -> list[Trial]:
        """Return the settings to be tried next, as many as run side by side, chosen by the trials that are done."""
        asked = [*trials]
        for _ in range(min(jobs, self.choice.trials - len(trials)) if trials else 1):
            params, by = self._next(asked)
            asked.append(Trial(len(asked), params, None, None, 0.0, suggested_by=by))  # a guess that it fails
        return asked[len(trials) :]

    def _tried(self, work: Work, asked: Sequence[Trial], trials: Sequence[Trial], bench: Bench) -> list[Trial]:
        """Return the asked trials with what they scored; a setting that was tried before is not fitted again."""
        fresh = [one for one in asked if _first_of(one, [*trials, *asked]) is one]
        fitted = {trial.number: trial for trial in bench.fitted(work, self, fresh, trials)}
        known = [*trials, *fitted.values()]
        done = [fitted.get(one.number) or _again(one, known) for one in asked]
        for trial in done:
            _tell(work, trial)
        return done

    def _next(self, trials: Sequence[Trial]) -> tuple[Params, str]:
        if not trials:
            return self.first, ""
        if len(trials) <= len(self.known):
            run, params = self.known[len(trials) - 1]
            return self.first | params, run
        return self.first | self.choice.search.suggest(self.space, on_all_rows(trials), self.court.default.seed), ""


def on_all_rows(trials: Sequence[Trial]) -> list[Trial]:
    """Return the trials; one that was ended after some folds with its distance to the default there, on all rows.

    The score on the rows of some folds alone cannot be compared with that on all: they may be the easy ones.
    """
    first = trials[0] if trials else None
    known = {rung.epoch: rung.score for rung in first.rungs} if first and first.score is not None else {}
    found: list[Trial] = []
    for trial in trials:
        last = trial.rungs[-1] if trial.pruned and trial.rungs else None
        beside = known.get(last.epoch, math.nan) if last else math.nan
        score = trial.score if trial.same_as is None else found[trial.same_as].score
        if first and first.score is not None and score is not None and math.isfinite(beside):
            score = first.score + score - beside
        found.append(replace(trial, score=score))
    return found


def seconds_of(trials: Sequence[Trial]) -> float:
    """Return how long the trials took, one after the other."""
    return sum(trial.seconds for trial in trials)


def _tell(work: Work, trial: Trial) -> None:
    if trial.same_as is not None:
        work.note(f"trial {trial.number} would be trial {trial.same_as} again: it is not fitted twice")
    elif trial.pruned:
        work.note(f"trial {trial.number} was ended: {trial.pruned}")
    elif trial.error:
        work.note(f"trial {trial.number} failed: {trial.error}")


def _first_of(trial: Trial, trials: Sequence[Trial]) -> Trial:
    """Return the first trial of the same setting, which may be this one."""
    return next(one for one in trials if one.params == trial.params)


def _again(trial: Trial, known: Sequence[Trial]) -> Trial:
    """Return a trial that was not fitted, as it is an earlier one again; pruners count it once."""
    same = _first_of(trial, known)
    return replace(
        same, number=trial.number, same_as=same.number, seconds=0.0, tokens=0, seen=(), rungs=(), fold_scores=()
    )


def is_over(options: Tune, trials: Sequence[Trial], begin: float, jobs: int) -> bool:
    """Whether the time or the tokens are spent; what trials took before an interruption counts too."""
    spent = max(time.monotonic() - begin, seconds_of(trials) / jobs)
    late = options.time_limit is not None and spent > options.time_limit
    return late or (options.max_tokens is not None and sum(trial.tokens for trial in trials) >= options.max_tokens)
