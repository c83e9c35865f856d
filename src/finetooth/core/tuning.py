"""What a search is made of and what it ends with: plain frozen values that save as JSON."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Dimension:
    """One searched option: the values it may take, or its range."""

    name: str
    values: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    log: bool = False


def middle(low: float, high: float, log: bool) -> float:
    """Return the middle of a range: geometric where it is logarithmic, a whole number where the ends are."""
    found = (low * high) ** 0.5 if log else (low + high) / 2
    return round(found) if isinstance(low, int) else found


@dataclass(frozen=True)
class Seen:
    """An evaluation of a trial: the epoch, the validation score, and its standard error."""

    epoch: float
    score: float
    error: float = math.nan


@dataclass(frozen=True)
class Trial:
    """One setting tried: its parameters, the validation score of its kept checkpoint, and when that was."""

    number: int
    params: dict[str, float]
    score: float | None  # None where the trial failed
    best_epoch: float | None
    seconds: float
    error: str = ""
    score_error: float = math.nan  # standard error of the score
    seen: tuple[Seen, ...] = ()  # every evaluation
    pruned: str = ""  # why it was ended before its time, if it was


@dataclass(frozen=True)
class Selection:
    """Which trial was chosen, and how much of its score is the luck of the best of many; 95 % intervals, paired."""

    chosen: int  # a trial's number
    best: int  # the one with the highest score
    gain: float  # of the best over the default, trial 0, on the same validation rows
    gain_error: float  # its standard error
    low: float
    high: float
    optimism: float  # what choosing the best of these trials adds to its score
    rows: int  # of validation
