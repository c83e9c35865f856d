"""Search for the slices where a model errs most: all single conditions, all pairs, and threes grown from the best.

Counts of all pairs at once are matrix products (SliceLine: Sagadeeva & Boehm, SIGMOD 2021); that slices be large,
understandable and significantly worse than the rest is from SliceFinder (Chung et al., ICDE 2019). A slice scores the
signed root of the likelihood ratio of its errors against the rest's, a little less for each further condition. The
search is corrected for itself: it is run again and again on the same errors dealt to the rows at random, and only what
beats the best that those searches find is told (max-statistic permutation: Westfall & Young 1993).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finetooth.metrics.predictions import Integers

Mask = npt.NDArray[np.bool_]
Matrix = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

PERMUTATIONS = 199
ALPHA = 0.04  # of searches on random errors, the share that may find anything
MATTERS = 0.05  # by how much more often the model must err in a slice than elsewhere
MOST_FOUND = 5
_BEAM = 24  # pairs that a third condition is added to
_PER_CONDITION = 0.25
_SIZE_NOISE = 0.5  # by which the logs of two groups' sizes may differ where one takes the other's errors
_DISTINCT = 0.9  # of the rows of either part: a combination that leaves in more says nothing new


@dataclass(frozen=True)
class Hit:
    """Conditions by place, the score of their rows, and the share of searches on dealt errors that reach it."""

    places: tuple[int, ...]
    score: float
    p: float


@dataclass(frozen=True, eq=False)
class Counted:
    """What does not change when errors are dealt anew: which conditions hold where, and which pairs are slices."""

    held: Matrix  # [n, f], 1 where a condition holds
    together: Integers  # [f, f], rows where both hold; one condition's own in the diagonal
    pairs: Mask  # [f, f], above the diagonal
    logs: Floats  # [n + 1], k log k
    least: int

    @classmethod
    def of(cls, conditions: Mask, least: int) -> "Counted":
        """Count; ``conditions`` bool[n, f]."""
        held = conditions.astype(np.float32)
        together = np.rint(held.T @ held).astype(np.int64)
        own = np.diag(together)
        narrower = together <= _DISTINCT * np.minimum(own[:, None], own[None, :])
        whole = np.arange(len(held) + 1, dtype=np.float64)
        logs = np.where(whole > 0, whole * np.log(np.maximum(whole, 1)), 0.0)
        return cls(held, together, np.triu(narrower & (together >= least), 1), logs, least)

    def scores(self, rows: Integers, wrong: Integers, all_wrong: int, size: int) -> Floats:
        """Return the signed root of the likelihood ratio; what errs less than the rest is below 0."""
        n, logs = len(self.held), self.logs
        cells = logs[wrong] + logs[rows - wrong] + logs[all_wrong - wrong] + logs[n - rows - all_wrong + wrong]
        sides = logs[rows] + logs[n - rows] + logs[all_wrong] + logs[n - all_wrong] - logs[n]
        root = np.sqrt(np.maximum(0.0, 2 * (cells - sides)))
        found: Floats = np.where(wrong * n > all_wrong * rows, root, -root) - _PER_CONDITION * (size - 1)
        return found


def search(
    conditions: Mask, wrong: Mask, least: int, seed: int, groups: Integers | None = None, permutations: int = 0
) -> list[Hit]:
    """Return the worst slices that chance does not explain, each by what is left of the rows once those before it are
    taken out; none where there are none. ``conditions`` bool[n, f], ``wrong`` bool[n]."""
    if not conditions.size or not wrong.any() or wrong.all():
        return []
    counted = Counted.of(conditions, least)
    many = permutations or PERMUTATIONS
    dealt = dealt_errors(wrong, seed, groups)
    highest = np.sort([_best(counted, next(dealt))[0] for _ in range(many)])
    bound = highest[min(many - 1, int(np.ceil((1 - ALPHA) * (many + 1))) - 1)]
    found: list[Hit] = []
    left = np.ones(len(wrong), np.bool_)
    while len(found) < MOST_FOUND and left.sum() > 2 * least and wrong[left].any() and not wrong[left].all():
        score, places = _best(counted if left.all() else Counted.of(conditions[left], least), wrong[left], True)
        if score <= bound:
            break
        found.append(Hit(places, score, (1 + int((highest >= score).sum())) / (many + 1)))
        left &= ~conditions[:, places].all(axis=1)
    return found


def dealt_errors(wrong: Mask, seed: int, groups: Integers | None = None) -> Iterator[Mask]:
    """Yield the errors dealt to the rows at random, for ever.

    Errors of a group stay together: each group takes those of another of about its size, over again where it is larger.
    """
    draw = np.random.default_rng([seed, len(wrong)])
    if groups is None:
        while True:
            yield draw.permutation(wrong)
    units = np.unique(groups, return_inverse=True)[1]
    order = np.argsort(units, kind="stable")
    sizes = np.bincount(units)
    starts = np.cumsum(sizes) - sizes
    place = np.arange(len(units)) - starts[units[order]]
    while True:
        near = [np.argsort(np.log(sizes) + _SIZE_NOISE * draw.standard_normal(len(sizes))) for _ in range(2)]
        source = np.empty(len(sizes), np.int64)
        source[near[0]] = near[1]
        mixed, taken = np.empty_like(wrong), source[units[order]]
        mixed[order] = wrong[order][starts[taken] + place % sizes[taken]]
        yield mixed


def _best(counted: Counted, wrong: Mask, matters: bool = False) -> tuple[float, tuple[int, ...]]:
    """Return the highest score and its conditions; ``matters``: only of slices that err by enough more."""
    held, total = counted.held, int(wrong.sum())
    few = wrong if 2 * total <= len(wrong) else ~wrong
    part = held[few]
    hits = np.rint(part.T @ part).astype(np.int64)
    if few is not wrong:
        hits = counted.together - hits
    rows = counted.together
    single, double = np.diag(rows), counted.pairs
    ones = _kept(counted, single, np.diag(hits), total, 1, matters)
    one, two = np.nonzero(double)
    twos = _kept(counted, rows[one, two], hits[one, two], total, 2, matters)
    found: list[tuple[float, tuple[int, ...]]] = [(float(ones.max(initial=-np.inf)), (int(ones.argmax()),))]
    if len(twos):
        best = int(twos.argmax())
        found += [(float(twos[best]), (int(one[best]), int(two[best])))]
        beam = np.argsort(-twos, kind="stable")[:_BEAM]
        found.append(_threes(counted, wrong, np.stack([one[beam], two[beam]]), matters))
    return max(found, key=lambda each: each[0])


def _threes(counted: Counted, wrong: Mask, pairs: Integers, matters: bool) -> tuple[float, tuple[int, ...]]:
    """Return the best of the slices that a third condition makes of these pairs, int[2, b]."""
    held = counted.held
    both = held[:, pairs[0]] * held[:, pairs[1]]
    rows = np.rint(both.T @ held).astype(np.int64)
    hits = np.rint(both[wrong].T @ held[wrong]).astype(np.int64)
    size = np.rint(both.sum(axis=0)).astype(np.int64)[:, None]
    scores = _kept(counted, rows, hits, int(wrong.sum()), 3, matters)
    scores = np.where(rows <= _DISTINCT * size, scores, -np.inf)
    pair, third = np.unravel_index(int(scores.argmax()), scores.shape)
    return float(scores[pair, third]), (int(pairs[0, pair]), int(pairs[1, pair]), int(third))


def _kept(counted: Counted, rows: Integers, hits: Integers, total: int, size: int, matters: bool) -> Floats:
    """Return the scores, of slices of too few rows -inf."""
    n = len(counted.held)
    kept = (rows >= counted.least) & (n - rows >= counted.least)
    if matters:
        kept &= hits / np.maximum(rows, 1) - (total - hits) / np.maximum(n - rows, 1) >= MATTERS
    inside = np.where(kept, rows, 0), np.where(kept, hits, 0)
    return np.where(kept, counted.scores(*inside, total, size), -np.inf)
