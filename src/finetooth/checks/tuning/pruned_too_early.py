"""HPO006: trials that were ended early by scores that say little of how trials end."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finetooth.checks.wording import SHOWN, counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.tuning import Seen, Trial

LEAST = 5  # trials that ran to their end, to tell anything of their order
ALIKE = 0.5  # rank correlation: three pairs in four end in the order in which they were early on
_Z = 1.645  # of a 90 % interval
_ERRORS = 2.0  # standard errors by which a trial must rise faster than the others


def _example(finals: Sequence[float], last: tuple[float, float] = (0.4, 0.41)) -> dict[str, object]:
    """Make trials that score 0.50, 0.51, ... at epoch 2 and end with these scores, and one that is ended there."""
    trials = [
        Trial(n, {}, final, 4.0, 9.0, seen=(Seen(1, 0.4 + n / 100), Seen(2, 0.5 + n / 100), Seen(4, final)))
        for n, final in enumerate(finals)
    ]
    ended = Trial(len(trials), {}, last[1], 2.0, 4.0, seen=(Seen(1, last[0]), Seen(2, last[1])), pruned="behind")
    return {"trials": (*trials, ended)}


_IN_ORDER = tuple(0.7 + n / 50 for n in range(8))


class PrunedTooEarly(Check):
    """Trials were ended before their scores told anything.

    Why: ending a trial early rests on early scores ranking as final ones do (Jamieson & Talwalkar 2016; Li et al. 2020,
    "ASHA"); where they do not, the best setting may be among those that were ended. The trials that ran to their end
    show it: Kendall's rank correlation (1938) of their scores where others were ended with their final ones, with a
    90 % interval (Fieller, Hartley & Pearson 1957).
    Fix: tune.pruner: none, or fewer epochs for all trials; slow starters are those with low learning rates and long
    warm-ups.
    Blind: trials that ran to their end are the better ones, which lie closer together: among all trials the order is
    kept better than among them.
    """

    code = "HPO006"
    tasks = BOTH
    bad = [_example(_IN_ORDER[::-1]), _example(_IN_ORDER, last=(0.1, 0.49))]
    good = [_example(_IN_ORDER)]

    def judge(self, trials: tuple[Trial, ...]) -> Finding | Passed:
        """Rank the finished trials where others were ended, and at their end."""
        ended = [trial for trial in trials if trial.pruned and trial.same_as is None and _course(trial)]
        if not ended:
            raise NotApplicable("no trial was ended early")
        finished = [one for one in trials if one.score is not None and not one.pruned and one.same_as is None]
        earliest = min(ended, key=lambda trial: _course(trial)[-1].at)
        order = _order(finished, _course(earliest)[-1].at)
        rising = [trial for trial in ended if _catches_up(trial, finished)]
        told = f"{counted(len(ended), 'trial')} ended early"
        evidence = {"ended": [trial.number for trial in ended[:SHOWN]], **(vars(order) if order else {})}
        if rising:
            numbers = [trial.number for trial in rising]
            names = ", ".join(map(str, numbers[:SHOWN]))
            how = f"{told}: trial {names} still rose so fast that one more such step reaches the median of the others"
            return Finding(how, (), {**evidence, "rising": numbers})
        if order is None:
            raise NotApplicable(f"{told}, and fewer than {LEAST} ran to their end: their order tells nothing")
        how = f"rank correlation {order.tau:.2f} ({order.low:.2f} to {order.high:.2f}) of {order.trials} others there"
        if order.high < ALIKE:
            return Finding(f"{told}, where scores say little of the end: {how} with their final scores", (), evidence)
        if order.low <= 0:
            raise NotApplicable(f"{told}; whether too early cannot be told: {how} with their final scores")
        return Passed(f"{told}, where scores rank much as at the end: {how} with their final scores", evidence)


@dataclass(frozen=True)
class _Order:
    tau: float
    low: float
    high: float
    trials: int


@dataclass(frozen=True)
class _Point:
    at: float  # share of the planned epochs, but for a factor that all trials have; or folds done
    score: float
    error: float


def _course(trial: Trial) -> list[_Point]:
    """Return a trial's evaluations, of a number each, on the scale on which pruners compare."""
    planned = 1.0 if trial.rungs else float(trial.params.get("num_train_epochs") or 1.0)
    points = [_Point(one.epoch / planned, one.score, one.error) for one in trial.rungs or trial.seen]
    return [point for point in points if math.isfinite(point.score)]


def _best_at(trial: Trial, at: float) -> float | None:
    """Return a trial's best score up to a point, or where folds judge the score there; None if it did not come so far.

    Scores of other folds are those of other rows.
    """
    course = _course(trial)
    before = [point.score for point in course if point.at <= at * (1 + 1e-6)]
    if not before or course[-1].at < at * (1 - 1e-6):
        return None
    return before[-1] if trial.rungs else max(before)


def _order(finished: Sequence[Trial], at: float) -> _Order | None:
    """Return how far early scores rank as final ones do; None where too few trials, or no two scores, tell."""
    pairs = [(early, trial.score) for trial in finished if (early := _best_at(trial, at)) is not None]
    if len(pairs) < LEAST:
        return None
    tau = _tau(np.array(pairs, np.float64))
    if not math.isfinite(tau):
        return None
    most = 1 - 2 / (len(pairs) * (len(pairs) - 1))  # an order kept whole is no proof that the next pair keeps it
    middle, room = math.atanh(max(-most, min(most, tau))), _Z * math.sqrt(0.437 / (len(pairs) - 4))
    low, high = math.tanh(middle - room), math.tanh(middle + room)
    return _Order(round(tau, 4), round(min(low, tau), 4), round(max(high, tau), 4), len(pairs))


def _tau(pairs: np.ndarray) -> float:
    """Return Kendall's tau-b: of all pairs of trials in another order of both, those kept less those turned round."""
    signs = np.sign(pairs[:, None, :] - pairs[None, :, :])
    early, final = signs[..., 0], signs[..., 1]
    whole = math.sqrt(float((early**2).sum() * (final**2).sum()))
    return float((early * final).sum()) / whole if whole else math.nan


def _catches_up(trial: Trial, finished: Sequence[Trial]) -> bool:
    """Whether a trial rose so much faster than the others at its end that one such step more reaches their median."""
    course = _course(trial)
    if trial.rungs or len(course) < 2:  # another fold is other rows, no step on
        return False
    before, last = course[-2:]
    known = [(_best_at(one, before.at), _best_at(one, last.at)) for one in finished]
    steps = [(early, late) for early, late in known if early is not None and late is not None]
    if len(steps) < LEAST:
        return False
    usual = float(np.median([late - early for early, late in steps]))
    level = float(np.median([late for _, late in steps])) + max(usual, 0.0)
    rise = last.score - before.score
    noise = math.hypot(*(point.error if math.isfinite(point.error) else 0.0 for point in (before, last)))
    return rise - usual > _ERRORS * noise and last.score + rise >= level
