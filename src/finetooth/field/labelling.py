"""Which field rows to label next, and what their labels then say of the score."""

import numpy as np

from finetooth.field.answers import Floats, Integers
from finetooth.field.nearness import Mask

NEXT = 200
_SHARE_UNCOVERED = 0.25
_BANDS, _SIDES = 5, 2
_LEAST = 1  # labelled rows of a stratum whose own mean counts
_PRIOR_ROWS = 4.0  # as many labelled rows as the pooled correction counts for in each stratum


def strata(chances: Floats, uncovered: Mask) -> Integers:
    """Return the stratum of each row: a fifth by the chance of being right, and whether it is covered; int64[m]."""
    order = np.argsort(np.argsort(chances, kind="stable"), kind="stable")
    bands = (order * _BANDS // max(1, len(chances))).astype(np.int64)
    return bands * _SIDES + uncovered


def next_rows(chances: Floats, uncovered: Mask, labelled: Mask, seed: int) -> tuple[Integers, Mask]:
    """Return the rows to label, most telling first, and which of them are there as training does not cover them.

    Three in four are drawn from strata by how much their answers vary (Neyman 1934: rows x the root of p (1 - p)), so
    that they say most of the score; the others at random from those that training does not cover, which say most of
    what to train on. Within a stratum all rows are as likely to be drawn.
    """
    draw, free = np.random.default_rng(seed), np.flatnonzero(~labelled)
    most = min(NEXT, len(free))
    stray = draw.permutation(free[uncovered[free]])[: round(_SHARE_UNCOVERED * most)]
    rest = np.setdiff1d(free, stray)
    group = strata(chances, uncovered)[rest]
    spread = np.array([_variation(chances[rest[group == one]]) for one in range(_BANDS * _SIDES)])
    wanted = _allotted(spread, np.bincount(group, minlength=len(spread)), most - len(stray))
    drawn = [draw.permutation(rest[group == one])[:count] for one, count in enumerate(wanted)]
    chosen = np.concatenate([*drawn, stray])
    order = np.argsort(-(chances[chosen] * (1 - chances[chosen])), kind="stable")
    return chosen[order].astype(np.int64), np.isin(chosen[order], stray)


def _variation(chances: Floats) -> float:
    return float(np.sqrt(np.maximum(chances * (1 - chances), 1e-4)).sum())


def _allotted(spread: Floats, rows: Integers, total: int) -> list[int]:
    """Return how many rows each stratum gets: by its spread, no more than it has, all of ``total`` where there are."""
    given = np.zeros(len(rows), np.int64)
    while (left := min(total, int(rows.sum())) - int(given.sum())) > 0:
        open_ = np.where(given < rows, np.maximum(spread, 1e-9), 0)
        share = open_ / open_.sum() * left
        more = np.minimum(np.floor(share).astype(np.int64), rows - given)
        if not more.any():
            more[int(np.argmax(share))] = 1
        given += more
    return given.tolist()


def refined(
    chances: Floats, uncovered: Mask, labelled: Mask, right: Mask, prior_error: float
) -> tuple[float, float, Floats]:
    """Return the share of right answers once some labels are known, its standard error, and the chances mended.

    A stratified difference estimator (Särndal et al. 1992): in each stratum the chances are moved by what the labelled
    rows show them to be off, strata with few labels by what all show. It is weighed against the prediction without
    labels by their variances; the farther the labels speak against that, the less it counts (DerSimonian & Laird
    1986). ``right`` is aligned with the rows and read where ``labelled``.
    """
    group = strata(chances, uncovered)
    off = np.where(labelled, right - chances, 0.0)
    pooled = float(off.sum() / max(1, labelled.sum()))
    mended, variance = chances.copy(), 0.0
    for one in range(_BANDS * _SIDES):
        rows, seen = group == one, (group == one) & labelled
        if not rows.any():
            continue
        count = int(seen.sum())
        moved = (float(off[seen].sum()) + _PRIOR_ROWS * pooled) / (count + _PRIOR_ROWS)
        mended[rows] = chances[rows] + moved
        spread = float(np.clip(mended[rows].mean(), 0.02, 0.98))
        unseen = 1 - count / int(rows.sum())
        variance += (rows.mean() ** 2) * spread * (1 - spread) / (count + _LEAST) * unseen
    mended = np.where(labelled, right.astype(np.float64), np.clip(mended, 0.001, 0.999))
    found, before = float(mended.mean()), float(chances.mean())
    doubt = max(prior_error**2, (found - before) ** 2 - variance)
    precision = 1 / max(variance, 1e-9), 1 / max(doubt, 1e-9)
    value = (found * precision[0] + before * precision[1]) / sum(precision)
    return float(value), float(np.sqrt(1 / sum(precision))), mended
