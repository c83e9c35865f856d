"""From what scores on a label is called wrong: as many rows as keep the precision asked for, by its lower bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from finetooth.facts.label_noise.hand_check import clopper_pearson

Array = np.ndarray
_LEVELS = (0.999, 0.995, 0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.9, 0.88, 0.86, 0.84, 0.82, 0.8)
_DOUBT = 0.05  # of a lower bound, one-sided
_THRESHOLDS = 24
MARGIN = 0.1  # how far the lower bound may lie below the precision wanted


@dataclass(frozen=True)
class Claims:
    """What one run says of its rows: ``score`` float[n], higher is worse; ``wrong`` the probability of a wrong label,
    ``wrong_low`` the same at the lower end of the noise's interval."""

    score: Array
    wrong: Array
    wrong_low: Array


@dataclass(frozen=True)
class Planted:
    """How the claims fared on planted flips: of ``claimed`` mistakes more than without them ``found`` are there."""

    claimed: float
    found: int

    @property
    def truth(self) -> float:
        """The share of the claims that holds, 1 at most."""
        return min(1.0, self.found / self.claimed) if self.claimed > 0 else 1.0

    def low(self, doubt: float) -> float:
        """Return the lower bound of that share (one-sided, exact) that fails with this doubt; 0 for no claims."""
        of = round(max(self.claimed, self.found))
        return min(self.truth, clopper_pearson(self.found, of, 2 * doubt)[0]) if of >= 1 else 0.0


@dataclass(frozen=True)
class Threshold:
    """Labels with a score of at least ``score`` are called wrong: ``rows`` of them, with the precision expected."""

    score: float
    rows: int
    precision: float
    low: float
    planted: Planted


def choose(claims: Claims, tried: Sequence[tuple[Claims, Array]], wanted: float) -> Threshold | None:
    """Return the lowest threshold with the precision ``wanted`` whose lower bound is near it; None if there is none.

    ``tried`` are runs with planted flips: their claims, and Boolean[n] which rows were flipped. The precision is what
    the probabilities claim, times the share of such claims that held on planted flips; its bound takes the lower ends
    of the noise and of that share, and leaves room for the chance of so few rows. The bound that is stated doubts more:
    the threshold is the best of all levels that were tried (Bonferroni).
    """
    best, order = None, np.argsort(-claims.score, kind="stable")
    running, running_low = (_running_mean(values[order]) for values in (claims.wrong, claims.wrong_low))
    for level in _LEVELS:
        count = _last_above(running, level)
        while 0 < count < len(order) and claims.score[order[count - 1]] == claims.score[order[count]]:
            count -= 1
        if count < 1:
            continue
        held = _held(claims, tried, level)
        claimed, claimed_low = float(running[count - 1]), float(running_low[count - 1])
        value = held.truth * claimed
        low, stated = (
            _lower(value, held, claimed, claimed_low, count, doubt) for doubt in (_DOUBT, _DOUBT / len(_LEVELS))
        )
        if value >= wanted and low >= wanted - MARGIN and (best is None or count > best.rows):
            best = Threshold(float(claims.score[order[count - 1]]), count, value, stated, held)
    return best


def most_noise(score: Array, planted: Array) -> float:
    """Return an upper bound of the share of wrong labels, 0 to 1, from one run with planted flips (Boolean[n]).

    Where a share r of the planted flips exceeds a threshold and a share m of all others does, at most m / r of those
    are wrong: each taken at its 97.5 % bound, at the threshold that says most.
    """
    rest, flips = np.sort(score[~planted]), np.sort(score[planted])
    if not len(flips) or not len(rest):
        return 1.0
    counts = np.unique(np.geomspace(1, len(rest), _THRESHOLDS).astype(int))
    told = [(int(count), int((flips >= rest[-count]).sum())) for count in counts]
    bounds = [clopper_pearson(m, len(rest))[1] / max(1e-9, clopper_pearson(r, len(flips))[0]) for m, r in told]
    return min(1.0, *bounds)


def _lower(value: float, held: Planted, claimed: float, claimed_low: float, count: int, doubt: float) -> float:
    """Return the lower bound of a precision: three independent doubts, added as such."""
    by_noise = held.truth * (claimed - claimed_low)
    by_flips = (held.truth - held.low(doubt)) * claimed
    by_chance = NormalDist().inv_cdf(1 - doubt) * sqrt(value * (1 - value) / count)
    return max(0.0, value - sqrt(by_noise**2 + by_flips**2 + by_chance**2))


def _held(claims: Claims, tried: Sequence[tuple[Claims, Array]], level: float) -> Planted:
    """Return how claims of this level fared where flips were planted: what they claim beyond the natural mistakes."""
    claimed, found = 0.0, 0
    for run, planted in tried:
        order = np.argsort(-run.score, kind="stable")
        chosen = order[: _last_above(_running_mean(run.wrong[order]), level)]
        claimed += float(run.wrong[chosen].sum() - claims.wrong[chosen][~planted[chosen]].sum())
        found += int(planted[chosen].sum())
    return Planted(claimed, found)


def _running_mean(values: Array) -> Array:
    return np.asarray(np.cumsum(values, dtype=np.float64) / np.arange(1, len(values) + 1))


def _last_above(running: Array, level: float) -> int:
    above = np.flatnonzero(running >= level)
    return int(above[-1]) + 1 if len(above) else 0
