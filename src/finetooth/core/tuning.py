"""What a search is made of and what it ends with: plain frozen values that save as JSON."""

import math
from dataclasses import dataclass
from typing import Any

Params = dict[str, Any]  # options' values: numbers, names, true or false


@dataclass(frozen=True)
class Dimension:
    """One searched option: the values it may take, or its range."""

    name: str
    values: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    log: bool = False


def middle(low: float, high: float, log: bool) -> float:
    """Return the middle of a range: geometric where it is logarithmic, a whole number where the ends are."""
    found = (low * high) ** 0.5 if log else (low + high) / 2
    return round(found) if isinstance(low, int) else found


@dataclass(frozen=True)
class Seen:
    """An evaluation of a trial: when, in epochs or in folds done, the validation score, and its standard error."""

    epoch: float
    score: float
    error: float = math.nan


@dataclass(frozen=True)
class Trial:
    """One setting tried: its parameters, the validation score of its kept checkpoint, and when that was.

    Where folds judge, the score is that of the answers to all rows, and ``fold_scores`` are each fold's own.
    """

    number: int
    params: Params
    score: float | None  # None where the trial failed
    best_epoch: float | None
    seconds: float
    error: str = ""
    score_error: float = math.nan  # standard error of the score
    seen: tuple[Seen, ...] = ()  # every evaluation; none where folds judge
    pruned: str = ""  # why it was ended before its time, if it was
    fold_scores: tuple[float, ...] = ()
    rungs: tuple[Seen, ...] = ()  # where folds judge: the score of their answers together, by how many are done
    tokens: int = 0  # trained on, without padding
    attempts: int = 1
    same_as: int | None = None  # the number of an earlier trial with the same setting, which was not fitted again
    suggested_by: str = ""  # the run of before whose best setting this is, if it is


@dataclass(frozen=True)
class Repeat:
    """A finalist fitted again with another seed, on the same rows."""

    trial: int
    seed: int
    score: float | None  # None where the fit failed
    seconds: float
    tokens: int = 0
    error: str = ""


@dataclass(frozen=True)
class Selection:
    """Which trial was chosen, and how much of its score is the luck of the best of many; 95 % intervals, paired.

    Where finalists were fitted again, ``gain`` is the mean lead over those further seeds, on which nothing was chosen.
    """

    chosen: int  # a trial's number
    best: int  # the one with the highest score
    gain: float  # of the best over the default, trial 0, on the same validation rows
    gain_error: float  # its standard error
    low: float
    high: float
    optimism: float  # what choosing the best of these trials adds to its score
    rows: int  # of validation
    seeds: int = 0  # further ones, with which the finalists were fitted again
    seed_spread: float = math.nan  # standard deviation of a setting's score over seeds
    within: tuple[int, ...] = ()  # the trials that no standard error parts from the best
