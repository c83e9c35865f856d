"""What a search is measured by: the mark, the tokens until it is reached, and whether its luck was told truly."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median

from .fits import Fit, Params

POINTS = 0.005  # of score, by which the mark may be missed
Z = 1.96


@dataclass(frozen=True)
class Tried:
    """One trial of a search: what was seen of it until it ended, and what the search was told of it."""

    params: Params
    scores: tuple[float, ...]
    tokens: tuple[int, ...]  # trained up to each evaluation
    score: float | None
    ended: bool = False  # before its time

    @property
    def spent(self) -> int:
        """All its tokens."""
        return self.tokens[-1] if self.tokens else 0


@dataclass(frozen=True)
class Run:
    """One search: its trials in order, tokens of fits after them, the test score of what it chose, and what it told.

    ``told`` is the luck that it says its best score owes; ``validation`` and ``test`` are those of its best trial.
    """

    algorithm: str
    place: str
    seed: int
    real: bool
    trials: tuple[Tried, ...]
    chosen_test: float
    validation: float
    validation_error: float
    test: float
    test_error: float
    later: int = 0
    told: float | None = None
    note: str = field(default="", compare=False)

    @property
    def total(self) -> int:
        """All tokens."""
        return sum(trial.spent for trial in self.trials) + self.later


@dataclass(frozen=True)
class Mark:
    """The best validation score of a random search, what lies within half a point of it, and within an error."""

    score: float
    error: float

    @property
    def near(self) -> float:
        """The score that is half a point less."""
        return self.score - POINTS

    @property
    def within(self) -> float:
        """The score that is a standard error less."""
        return self.score - max(POINTS, self.error)


def mark_of(fits: Sequence[Fit]) -> Mark:
    """Return the mark that these fits set: the first of the best. Raises ValueError where none has a score."""
    known = [fit for fit in fits if fit.score is not None]
    if not known:
        raise ValueError("no fit has a score")
    best = max(known, key=lambda fit: fit.score or 0.0)
    return Mark(best.score or 0.0, best.errors[best.best])


def tokens_to(run: Run, threshold: float) -> int | None:
    """Return the tokens trained until an evaluation first has this score; None where none has."""
    before = 0
    for trial in run.trials:
        for score, tokens in zip(trial.scores, trial.tokens, strict=True):
            if score >= threshold - 1e-9:
                return before + tokens
        before += trial.spent
    return None


def expected(runs: Sequence[Run], thresholds: Sequence[float]) -> float:
    """Return the tokens that a search is expected to need if it is begun again until it gets there.

    All tokens of all runs, up to their thresholds or their end, by the number of those that reached it (Hansen et al.
    2010, "Comparing results of 31 algorithms"): so one that gives up early pays for it. Infinite where none did.
    """
    found = [tokens_to(run, threshold) for run, threshold in zip(runs, thresholds, strict=True)]
    reached = sum(tokens is not None for tokens in found)
    spent = sum(run.total if tokens is None else tokens for run, tokens in zip(runs, found, strict=True))
    return spent / reached if reached else math.inf


def ratio(ours: Sequence[Run], theirs: Sequence[Run], mine: Sequence[float], other: Sequence[float]) -> float | None:
    """Return our expected tokens by theirs, each with its runs' thresholds; None where one of us never gets there."""
    one, two = expected(ours, mine), expected(theirs, other)
    return one / two if math.isfinite(one) and math.isfinite(two) and two else None


def typical(runs: Sequence[Run], threshold: float) -> float:
    """Return the median of the tokens; infinite where half of the runs do not get there."""
    found = [tokens_to(run, threshold) for run in runs]
    return median(math.inf if tokens is None else float(tokens) for tokens in found)


def drop(run: Run) -> float:
    """Return by how much the best trial scores less on the test than on the rows that chose it."""
    return run.validation - run.test


def covered(run: Run, shift: float = 0.0) -> bool | None:
    """Whether the drop lies within 95 % of what was told, by the errors of both scores; None where nothing was told.

    ``shift`` is by how much the test is harder for all settings, chosen or not.
    """
    if run.told is None:
        return None
    return abs(drop(run) - shift - run.told) <= Z * math.hypot(run.validation_error, run.test_error)


def coverage(runs: Sequence[Run], shifts: Sequence[float] = ()) -> float | None:
    """Return the share of the runs whose drop is covered; None where none tells of luck."""
    many = shifts or [0.0] * len(runs)
    found = [said for run, shift in zip(runs, many, strict=True) if (said := covered(run, shift)) is not None]
    return fmean(found) if found else None


def shift_of(fits: Sequence[Fit]) -> float:
    """Return the mean drop from validation to test of settings that nobody chose: the test may be another kind."""
    known = [fit.score - fit.test for fit in fits if fit.score is not None and fit.test is not None]
    return fmean(known) if known else 0.0
