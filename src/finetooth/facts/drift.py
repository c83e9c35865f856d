"""How well two sets of texts can be told apart, beside how well they could be if they were drawn alike."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.statistics import Z
from finetooth.facts.association import FOLDS, numbered
from finetooth.facts.terms import paired

MOST_ROWS = 20_000  # of each side
_PERMUTATIONS = 30
_SHOWN = 8
_DIVISIONS = 1_000
_SURE = 0.998

Array = np.ndarray


@dataclass(frozen=True)
class Gap:
    """``auc``: how often a row of the second side looks more like its side than a row of the first (.5: never told
    apart). ``null`` is the mean and ``highest`` the largest of that among random divisions of the same rows, ``z`` the
    distance in their standard deviations. ``likeness`` Float64[m]: how much each row of the second side looks like the
    first, lowest for what is covered least. The words are those that speak most for each side."""

    auc: float
    null: float
    highest: float
    z: float
    likeness: Array
    words_of_first: list[str]
    words_of_second: list[str]
    low: float = 0.0  # 95 % interval of ``auc``
    high: float = 1.0


def gap(first: pl.Series, second: pl.Series, seed: int) -> Gap:
    """Measure the gap between two sets of texts by a cross-fitted domain classifier (naive Bayes on words and pairs;
    Rabanser et al. 2019, Failing Loudly: domain classifier with a two-sample test)."""
    row, term, names = paired(pl.concat([first.rename("text"), second.rename("text")]))
    side = np.repeat([False, True], [len(first), len(second)])
    draw = np.random.default_rng(seed)
    fold = draw.permutation(len(side)) % FOLDS
    scores = _scores(row, term, side, fold, len(names))
    by_chance = []
    for _ in range(_PERMUTATIONS):
        mixed = draw.permutation(side)
        by_chance.append(auc(_scores(row, term, mixed, fold, len(names)), mixed))
    real, null = auc(scores, side), float(np.mean(by_chance))
    spread = max(float(np.std(by_chance, ddof=1)), 1e-4)
    told = _telling(term, side[row], len(names))
    of_first, of_second = (names.gather(np.argsort(sign * told, kind="stable")[:_SHOWN]).to_list() for sign in (1, -1))
    ends = auc_interval(scores, side)
    return Gap(real, null, max(by_chance), (real - null) / spread, -scores[side], of_first, of_second, *ends)


def telling_words(here: pl.Series, elsewhere: pl.Series, most: int = _SHOWN) -> list[str]:
    """Return the words that stand in texts ``here`` more often than elsewhere, surest first."""
    _, term, names = found = paired(pl.concat([elsewhere.rename("text"), here.rename("text")]), pairs=False)
    told = _telling(term, found[0] >= len(elsewhere), len(names))
    order = np.argsort(-told, kind="stable")[:most]
    return names.gather(order[told[order] > 0]).to_list()


def auc(scores: Array, positive: Array) -> float:
    """Return the area under the ROC curve; ties count half. Where one side is empty: one half."""
    high, low = scores[positive], np.sort(scores[~positive])
    if not len(high) or not len(low):
        return 0.5
    below = np.searchsorted(low, high, "left") + np.searchsorted(low, high, "right")
    return float(below.mean() / (2 * len(low)))


def auc_interval(scores: Array, positive: Array) -> tuple[float, float]:
    """Return the 95 % interval of ``auc`` (DeLong et al. 1988); (0, 1) where a side has fewer than two rows."""
    sides = scores[positive], scores[~positive]
    if min(map(len, sides)) < 2:
        return 0.0, 1.0
    value, variance = auc(scores, positive), 0.0
    for mine, others in (sides, sides[::-1]):
        ordered = np.sort(others)
        below = np.searchsorted(ordered, mine, "left") + np.searchsorted(ordered, mine, "right")
        variance += float(np.var(below / (2 * len(others)), ddof=1)) / len(mine)
    return max(0.0, value - Z * variance**0.5), min(1.0, value + Z * variance**0.5)


def _scores(row: Array, term: Array, side: Array, fold: Array, width: int) -> Array:
    """Return how much each row looks like the second side to a model of the other folds, per term; Float64[n]."""
    second, parts = side[row], fold[row]
    cells = term + width * parts
    yes = np.bincount(cells[second], minlength=width * FOLDS).reshape(FOLDS, width)
    all_ = np.bincount(cells, minlength=width * FOLDS).reshape(FOLDS, width)
    sizes = np.stack([np.bincount(fold[side], minlength=FOLDS), np.bincount(fold[~side], minlength=FOLDS)])
    others = sizes.sum(axis=1, keepdims=True) - sizes + 1.0
    with_it = (yes.sum(axis=0) - yes + 0.5) / others[0][:, None]
    without = ((all_ - yes).sum(axis=0) - (all_ - yes) + 0.5) / others[1][:, None]
    weights = np.log(with_it / without)
    found = np.bincount(row, weights=weights[parts, term], minlength=len(side))
    return found / np.sqrt(np.maximum(1, np.bincount(row, minlength=len(side))))


def _telling(term: Array, second: Array, width: int) -> Array:
    """Return for each term how far it stands on the second side more than on the first, in standard errors."""
    sizes = np.array([max(1, (~second).sum()), max(1, second.sum())], float)
    counts = np.stack([np.bincount(term[~second], minlength=width), np.bincount(term[second], minlength=width)])
    shares = counts / sizes[:, None]
    both = counts.sum(axis=0) / sizes.sum()
    result: Array = (shares[1] - shares[0]) / np.sqrt(np.maximum(both * (1 / sizes).sum(), 1e-12))
    return result


@dataclass(frozen=True)
class PriorGap:
    """``share`` of the rows that would need another label for both sides to have the same mix (total variation), and
    the ``highest`` of 99.8 % of random divisions of the same rows; the class that moved most, with both shares."""

    share: float
    highest: float
    label: str
    shares: tuple[float, float]


def prior_gap(first: pl.Series, second: pl.Series, seed: int) -> PriorGap | None:
    """Compare the mix of labels of two sides; None where one has no labels."""
    left, right = first.drop_nulls(), second.drop_nulls()
    if left.is_empty() or right.is_empty():
        return None
    labels, names = numbered(pl.concat([left.rename("label"), right.rename("label")]))
    sizes = np.array([len(left), len(right)])
    counts = np.stack([np.bincount(part, minlength=len(names)) for part in (labels[: sizes[0]], labels[sizes[0] :])])
    shares = counts / sizes[:, None]
    draw = np.random.default_rng(seed)
    together = counts.sum(axis=0) / counts.sum()
    by_chance = [_share(draw.multinomial(sizes, together) / sizes[:, None]) for _ in range(_DIVISIONS)]
    highest = float(np.quantile(by_chance, _SURE))
    most = int(np.abs(shares[0] - shares[1]).argmax())
    return PriorGap(_share(shares), highest, names[most], (float(shares[0][most]), float(shares[1][most])))


def _share(shares: Array) -> float:
    return float(np.abs(shares[0] - shares[1]).sum() / 2)
