"""Limits: what chance makes of every signal together, by divisions of the same rows at the batch's own size.

Reference rows and new rows are put together and divided at random, thousands of times; every signal is measured in each
division. The limit is where the farthest of all signals lies in the stated share of divisions: the rate of false alarms
holds for all of them together, however they hang together (maxT; Westfall & Young 1993). Each signal is scaled by its
own upper tail first, so that a rare class is not always the farthest (balanced, as in Beran 1988). Moves of less than a
point, or a tenth of a standard deviation, are none whatever the number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from finetooth.core.errors import UserError
from finetooth.facts.drift import auc
from finetooth.field.apart import discrepancies, domain_scores
from finetooth.monitoring.results import Signal, Watched

DIVISIONS, MOST_DIVISIONS = 1_000, 3_000
_ABOVE = 10  # divisions beyond the limit, at least, where that many can be afforded
_LEAST_ABOVE = 2  # divisions beyond the limit whatever they cost: without any nothing could ever be an alarm
_MOST_OF_ALL = 10_000
LEAST_RATE = _LEAST_ABOVE / _MOST_OF_ALL  # of one family
_TAIL = 0.98
_LEAST = {"share": 0.01, "deviations": 0.1, "area": 0.01, "number": 0.0}  # of a move that matters, whatever its size
_FOLDS = 5
_CLASSIFIER = Watched("domain classifier", "MON001", "up", "area")
_DISCREPANCY = Watched("discrepancy of meaning", "MON001", "up", "number")

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Sides = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Side:
    """Rows: their numbers, one column a signal [n, s], and where meaning is compared too their embeddings [n, d]."""

    table: Floats
    vectors: Vectors | None = None


def judged(
    reference: Side, batch: Side, watched: Sequence[Watched], family: str, rate: float, seed: int
) -> tuple[Signal, ...]:
    """Return each signal (the mean of its column) of the new rows with its limits; ``rate``: of alarms by chance.

    Raises UserError where the rate is too low for 10,000 divisions.
    """
    if rate < LEAST_RATE:
        what = f"a rate of false alarms of {rate:g} in one family of signals cannot be told from none"
        raise UserError(what, "--false-alarms", f"ask for {LEAST_RATE:g} or more for each family")
    both = np.vstack([reference.table, batch.table])
    sides = _divided(len(reference.table), len(batch.table), rate, seed)
    usual, values = reference.table.mean(axis=0), batch.table.mean(axis=0)
    signed = _differences(both, sides)
    told = list(watched)
    if reference.vectors is not None and batch.vectors is not None:
        signed = np.hstack([_of_meaning(np.vstack([reference.vectors, batch.vectors]), sides, seed), signed])
        told = [_CLASSIFIER, _DISCREPANCY, *told]
        usual, values = np.concatenate([[0.5, 0.0], usual]), np.concatenate([signed[0, :2], values])
        usual[0] = signed[1:, 0].mean()
    reach = _reach(signed, [one.direction for one in told], rate)
    spread = np.concatenate([np.ones(len(told) - both.shape[1]), both.std(axis=0)])
    return tuple(
        _signal(one, family, *numbers)
        for one, *numbers in zip(told, values, usual, reach, signed.T, spread, strict=True)
    )


def _divided(reference: int, batch: int, rate: float, seed: int) -> Sides:
    """Return bool[1 + r, n]: which rows are new; first as it is, then at random."""
    count = int(np.clip(_ABOVE / rate, DIVISIONS, max(MOST_DIVISIONS, ceil(_LEAST_ABOVE / rate))))
    side = np.repeat([False, True], [reference, batch])
    draw = np.random.default_rng(seed)
    return np.vstack([side, draw.permuted(np.tile(side, (count, 1)), axis=1)])


def _differences(table: Floats, sides: Sides) -> Floats:
    """Return the mean of the new rows less that of the others, for each division; float64[r, s]."""
    inside = np.vstack([part.astype(np.float64) @ table for part in _parts(sides)])
    rows, total = float(sides[0].sum()), table.sum(axis=0)
    return np.asarray(inside / rows - (total - inside) / (len(table) - rows))


def _parts(sides: Sides) -> list[Sides]:
    """Return the divisions in parts that memory holds as numbers; most often it is one."""
    return [sides[start : start + MOST_DIVISIONS + 1] for start in range(0, len(sides), MOST_DIVISIONS + 1)]


def _of_meaning(vectors: Vectors, sides: Sides, seed: int) -> Floats:
    """Return the domain classifier's area and the discrepancy of each division; float64[r, 2]."""
    fold = np.random.default_rng(seed).permutation(len(vectors)) % _FOLDS
    found = []
    for part in _parts(sides):
        scores = domain_scores(vectors, part, fold)
        areas = [auc(one, mask) for one, mask in zip(scores.T, part, strict=True)]
        found.append(np.column_stack([areas, discrepancies(vectors, part)]))
    return np.vstack(found)


def _reach(signed: Floats, directions: Sequence[str], rate: float) -> Floats:
    """Return how far each signal may lie from zero (one-sided ones: the value itself) before it is an alarm."""
    ways = np.array([{"up": 1.0, "down": -1.0, "both": 0.0}[one] for one in directions])
    turned = np.where(ways == 0, np.abs(signed), signed * ways)
    middle = np.median(turned[1:], axis=0)
    tail = np.quantile(turned[1:], _TAIL, axis=0) - middle
    scale = np.where(tail > 0, tail, turned[1:].std(axis=0))
    far = (turned - middle) / np.where(scale > 0, scale, np.inf)
    ordered = np.sort(far.max(axis=1))[::-1]  # the batch as it is counts as one division, so that the rate is exact
    level = float(ordered[min(int(rate * len(ordered)), len(ordered) - 1)])  # never the farthest: see _LEAST_ABOVE
    return np.asarray(middle + level * scale)


def _signal(
    one: Watched, family: str, value: float, usual: float, reach: float, signed: Floats, spread: float
) -> Signal:
    start = 0.0 if one.unit in ("area", "number") else usual  # these are told as they are, others from the usual
    size, zero = 1.0, 0.0
    if one.unit == "deviations":  # the unit of such a column says nothing to a reader
        size, zero = spread if spread > 0 else 1.0, usual
    least = _LEAST[one.unit] * size
    reach = max(reach, least) if start == usual else reach
    high = start + reach if one.direction in ("up", "both") else None
    low = start - reach if one.direction in ("down", "both") else None
    told = float((value - zero) / size), float((usual - zero) / size)
    ends = [None if end is None else float((end - zero) / size) for end in (low, high)]
    weight = min(1.0, 2 * abs(value - usual) / least) if least else 1.0  # what hardly moves cannot drift slowly
    score = round(weight * _deviate(signed), 4)
    return Signal(one.name, one.code, family, one.direction, one.unit, *told, ends[0], ends[1], score, one.about)


def _deviate(signed: Floats) -> float:
    """Return the rank of the value among the divisions as a normal deviate; ties share their rank."""
    below, same = (signed[1:] < signed[0]).sum(), (signed[1:] == signed[0]).sum()
    return NormalDist().inv_cdf((float(below) + same / 2 + 0.5) / len(signed))
