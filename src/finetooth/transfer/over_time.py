"""Over time: taught by the past and judged by what came later, at several cuts, and by the age of what taught.

Rows are put in order and cut into five blocks of as many rows. Each block is judged by a model of all blocks before it
(forward chaining: Bergmeir & Benitez 2012; for the decay of text classifiers Huang & Paul 2018, Lazaridou et al. 2021),
and by one that as many rows drawn at random from all times taught. By age: models of one block judge the blocks after
it, beside models of the judged block itself, all taught by as many rows.
"""

import numpy as np
import polars as pl

from finetooth.transfer.gaps import FOLDS, Ground
from finetooth.transfer.results import Age, Cut, OverTime

BLOCKS, FEWEST = 5, 20  # rows of a block
DAY = 86_400.0


def blocks_of(times: np.ndarray, blocks: int = BLOCKS) -> np.ndarray:
    """Return the block of each row from 0, int64[n]: as many rows in each as equal times, never parted, allow.

    A block of few rows, which many equal times leave beside them, goes to the one before it, the first to the next.
    """
    rank = pl.Series(times).rank("min").to_numpy() - 1
    block = (rank * blocks // max(1, len(times))).astype(np.int64)
    for number in range(blocks):
        if 0 < int((block == number).sum()) < FEWEST:
            earlier, later = block[block < number], block[block > number]
            if len(earlier) or len(later):
                block[block == number] = earlier.max() if len(earlier) else later.min()
    found: np.ndarray = np.unique(block, return_inverse=True)[1].astype(np.int64)
    return found


def over_time(ground: Ground, times: np.ndarray) -> OverTime | None:
    """Measure; None where the times part the rows into fewer than three blocks of 20 rows or more."""
    block = blocks_of(times)
    counts = np.bincount(block)
    if len(counts) < 3 or counts.min() < FEWEST:
        return None
    parts = [np.flatnonzero(block == number) for number in range(len(counts))]
    everyone, told = np.arange(len(ground)), []
    cuts: list[Cut] = []
    for number in range(1, len(parts)):
        past, judged = np.flatnonzero(block < number), parts[number]
        later = ground.answer(past, judged)
        usual = ground.usual(judged, everyone, len(past))
        told.append((judged, usual, later))
        if gap := ground.gap(judged, usual, later):
            cuts.append(Cut(float(times[judged].min()), float(times[judged].max()), len(past), gap))
    rows, usual, later = (np.concatenate(side) for side in zip(*told, strict=True))
    whole = ground.gap(rows, usual, later)
    return OverTime(whole, tuple(cuts), _by_age(ground, times, parts)) if whole else None


def _by_age(ground: Ground, times: np.ndarray, parts: list[np.ndarray]) -> tuple[Age, ...]:
    """Judge each block by its own rows (in folds) and by as many of each block before it."""
    size = min(len(part) for part in parts) * (FOLDS - 1) // FOLDS
    own = [ground.usual(part, part, size) for part in parts]
    random, found = np.random.default_rng(ground.seed), []
    for age in range(1, len(parts)):
        pairs = [(parts[place], parts[place + age]) for place in range(len(parts) - age)]
        told = [ground.answer(ground.drawn(old, size, random), young) for old, young in pairs]
        days = [float(np.median(times[young]) - np.median(times[old])) / DAY for old, young in pairs]
        rows = np.concatenate([young for _, young in pairs])
        gap = ground.gap(rows, np.concatenate(own[age:]), np.concatenate(told))
        if gap:
            found.append(Age(float(np.mean(days)), gap))
    return tuple(found)
