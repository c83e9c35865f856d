"""Over groups: each group judged by a model of the others, beside one that as many rows at random taught.

Leave-one-group-out for up to twelve of the largest; where groups are small, folds of whole groups are left out. Source:
Koh et al. 2021 (WILDS): scores on groups that taught nothing, the worst of them named.
"""

from collections.abc import Sequence

import numpy as np

from finetooth.metrics.holm import holm
from finetooth.transfer.gaps import Ground
from finetooth.transfer.results import LeftOut, OverGroups

MOST, FEWEST = 12, 20  # groups that are left out one by one, and rows of each
MANY = 20  # groups, from which whole groups are resampled
_FOLDS = 5


def over_groups(ground: Ground, groups: Sequence[str | None]) -> OverGroups | None:
    """Measure; None with fewer than three groups. Rows without a group teach, and are not judged."""
    named = sorted({name for name in groups if name is not None})
    place = {name: number for number, name in enumerate(named)}
    of_row = np.array([-1 if name is None else place[name] for name in groups], np.int64)
    sizes = np.bincount(of_row[of_row >= 0], minlength=len(named))
    large = [int(one) for one in np.argsort(-sizes, kind="stable")[:MOST] if sizes[one] >= FEWEST]
    if len(named) < 3:
        return None
    single = len(large) >= 3
    parts = [np.flatnonzero(of_row == one) for one in large] if single else _folds(of_row, sizes, ground.seed)
    told, found = [], []
    for number, judged in enumerate(parts):
        others = np.setdiff1d(np.arange(len(ground)), judged)
        new, usual = ground.answer(others, judged), ground.usual(judged, np.arange(len(ground)), len(others))
        told.append((judged, usual, new))
        gap = ground.gap(judged, usual, new) if single else None
        if gap:
            found.append(LeftOut(named[large[number]], gap))
    whole = ground.gap(*(np.concatenate(side) for side in zip(*told, strict=True)))
    return OverGroups(whole, tuple(sorted(found, key=lambda one: -one.gap.drop)), len(named)) if whole else None


def surely_lost(groups: Sequence[LeftOut], level: float = 0.05) -> list[LeftOut]:
    """Return the groups that lose beyond chance: the intervals' normal approximation, held against all (Holm 1979)."""
    from scipy.stats import norm

    errors = [max(1e-9, (one.gap.high - one.gap.low) / (2 * 1.96)) for one in groups]
    chances = [2 * float(norm.sf(abs(one.gap.drop) / error)) for one, error in zip(groups, errors, strict=True)]
    held = holm(chances) if chances else []
    return [
        one for one, chance in zip(groups, held, strict=True) if chance < level and one.gap.drop > 0 and one.gap.is_sure
    ]


def _folds(of_row: np.ndarray, sizes: np.ndarray, seed: int) -> list[np.ndarray]:
    """Deal whole groups to folds, the largest first, each to the fold with the fewest rows."""
    filled, fold = np.zeros(_FOLDS), np.empty(len(sizes), np.int64)
    draw = np.random.default_rng(seed).random(len(sizes))
    for group in np.lexsort((draw, -sizes)):
        fold[group] = filled.argmin()
        filled[fold[group]] += sizes[group]
    parts = [np.flatnonzero((of_row >= 0) & (fold[of_row] == number)) for number in range(_FOLDS)]
    return [part for part in parts if len(part)]
