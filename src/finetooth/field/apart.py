"""Whether field rows are drawn like the rows the model was made from: tests whose false alarms are at a stated rate."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from finetooth.facts.drift import auc

MOST_ROWS = 1_500  # of each side that are compared
PERMUTATIONS = 400
ALARM = 0.02  # of alike samples that are taken for another kind
_FOLDS = 5
_RIDGE = 0.1  # times the mean variance of a direction

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Test:
    """One statistic, the highest of 98 % of random divisions of the same rows, and its permutation p-value."""

    name: str
    value: float
    usual: float
    p: float


@dataclass(frozen=True)
class Apart:
    """``auc`` of a cross-fitted domain classifier on embeddings with its 95 % interval; ``p`` is of all tests together.

    ``tests`` are the classifier, the maximum mean discrepancy and, where given, each feature (its standardised
    difference of means). ``rows`` were compared: of the source, and of the field.
    """

    auc: float
    low: float
    high: float
    tests: tuple[Test, ...]
    p: float
    rows: tuple[int, int]

    @property
    def alarm(self) -> bool:
        """Whether the field is another kind of rows, which alike rows seem to be in 2 % of draws."""
        return self.p <= ALARM


def apart(
    source: npt.NDArray[np.float32],
    field: npt.NDArray[np.float32],
    seed: int,
    features: tuple[Floats, Floats] | None = None,
    names: tuple[str, ...] = (),
) -> Apart:
    """Compare two sets of embeddings, and of features [n, f] with ``names``, by permutations of the sides.

    The domain classifier is a ridge regression on the sides, each row scored by a fit of the other folds (Lopez-Paz &
    Oquab 2017; Rabanser et al. 2019); the discrepancy is Gretton et al.'s (2012), with the median distance as width.
    The tests share their permutations: the p-value of the one farthest from its usual is exact (Westfall & Young 1993).
    """
    draw = np.random.default_rng(seed)
    rows = [np.sort(draw.permutation(len(side))[:MOST_ROWS]) for side in (source, field)]
    both = np.vstack([source[rows[0]], field[rows[1]]]).astype(np.float32)
    side = np.repeat([False, True], [len(rows[0]), len(rows[1])])
    sides = np.stack([side, *(draw.permutation(side) for _ in range(PERMUTATIONS))])
    scores = domain_scores(both, sides, draw.permutation(len(side)) % _FOLDS)
    found = [np.array([auc(one, mask) for one, mask in zip(scores.T, sides, strict=True)]), discrepancies(both, sides)]
    if features is not None:
        table = np.vstack([part[chosen] for part, chosen in zip(features, rows, strict=True)])
        found += list(_differences(table, sides).T)
    every = np.stack(found, axis=1)  # [1 + permutations, tests]
    shares = _shares_above(every)
    told = ("domain classifier", "maximum mean discrepancy", *names)
    tests = tuple(
        Test(name, float(every[0, place]), float(np.quantile(every[1:, place], 1 - ALARM)), float(shares[0, place]))
        for place, name in enumerate(told)
    )
    farthest = _deviations(every).max(axis=1)
    area = float(every[0, 0])
    half = 1.96 * _spread(scores[:, 0], side)
    together = float((farthest >= farthest[0]).mean())
    sizes = (len(rows[0]), len(rows[1]))
    return Apart(area, max(0.0, area - half), min(1.0, area + half), tests, together, sizes)


def domain_scores(
    vectors: npt.NDArray[np.float32], sides: npt.NDArray[np.bool_], fold: npt.NDArray[np.int64]
) -> Floats:
    """Return how much each row looks like the field to a fit of the other folds, for each division; float64[n, r]."""
    targets = sides.T.astype(np.float32)
    scores = np.zeros(targets.shape, np.float32)
    for number in range(_FOLDS):
        mask = fold == number
        learn, said = vectors[~mask], targets[~mask]
        middle = learn.mean(axis=0)
        centred = learn - middle
        gram = centred.T @ centred
        gram[np.diag_indices(len(gram))] += _RIDGE * float(np.trace(gram)) / len(gram) + 1e-6
        weights = np.linalg.solve(gram, centred.T @ (said - said.mean(axis=0)))
        scores[mask] = (vectors[mask] - middle) @ weights
    return scores.astype(np.float64)


def discrepancies(vectors: npt.NDArray[np.float32], sides: npt.NDArray[np.bool_]) -> Floats:
    """Return the squared discrepancy of each division, with a Gaussian kernel; float64[r]."""
    lengths = (vectors**2).sum(axis=1)
    apart = np.maximum(lengths[:, None] + lengths[None] - 2 * vectors @ vectors.T, 0)
    width = float(np.median(apart)) or 1.0
    kernel = np.exp(-apart / width)
    np.fill_diagonal(kernel, 0)
    field = sides.T.astype(np.float32)
    inside, ahead = field.sum(axis=0), (1 - field).sum(axis=0)
    toward = kernel @ field
    of_field = (field * toward).sum(axis=0)
    between = ((1 - field) * toward).sum(axis=0)
    of_source = kernel.sum() - of_field - 2 * between
    pairs = np.maximum(inside * (inside - 1), 1), np.maximum(ahead * (ahead - 1), 1)
    return np.asarray(of_field / pairs[0] + of_source / pairs[1] - 2 * between / (inside * ahead), np.float64)


def _differences(table: Floats, sides: npt.NDArray[np.bool_]) -> Floats:
    """Return by how many standard deviations the means of each column differ, for each division; float64[r, f]."""
    spread = table.std(axis=0)
    centred = (table - table.mean(axis=0)) / np.where(spread > 0, spread, 1)
    field = sides.astype(np.float64)
    inside = field @ centred / field.sum(axis=1, keepdims=True)
    outside = (1 - field) @ centred / (1 - field).sum(axis=1, keepdims=True)
    return np.asarray(np.abs(inside - outside))


def _deviations(values: Floats) -> Floats:
    """Return how many standard deviations each value lies above those of all divisions; float64[r, t]."""
    spread = values[1:].std(axis=0)
    return np.asarray((values - values[1:].mean(axis=0)) / np.where(spread > 0, spread, np.inf))


def _shares_above(values: Floats) -> Floats:
    """Return for each division and test the share of all divisions that are at least as far; float64[r, t]."""
    ordered = np.sort(values, axis=0)
    return np.stack(
        [
            1 - np.searchsorted(ordered[:, place], values[:, place], "left") / len(values)
            for place in range(values.shape[1])
        ],
        axis=1,
    )


def _spread(scores: Floats, side: npt.NDArray[np.bool_]) -> float:
    """Return the standard error of an area under the curve by its placements (DeLong et al. 1988)."""
    high, low = scores[side], scores[~side]
    above = np.searchsorted(np.sort(low), high) / len(low)
    below = 1 - np.searchsorted(np.sort(high), low) / len(high)
    return float(np.sqrt(above.var(ddof=1) / len(high) + below.var(ddof=1) / len(low)))
