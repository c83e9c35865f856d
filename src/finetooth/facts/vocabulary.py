"""Whether some rows have words of their own: what tells a class from rows drawn out of all classes."""

from math import sqrt

import numpy as np
import polars as pl

from finetooth.facts.terms import paired

FOLDS = 5
_SMOOTHING = 0.5
_MOST = 20_000  # rows that the members are held against

Array = np.ndarray


def apartness(texts: pl.Series, members: pl.Series, seed: int) -> tuple[float, float]:
    """Return how well words tell the members from the other rows, and its standard error where they do not.

    The first is the chance that a member scores above another row (the area under the ROC curve, .5 for rows drawn at
    random), by naive Bayes that saw neither of them. ``members`` is Boolean, aligned with ``texts``.
    """
    inside, outside = members.arg_true().to_numpy(), (~members).arg_true().to_numpy()
    draw = np.random.default_rng(seed)
    if len(inside) < 2 or not len(outside):
        return 0.5, 0.5
    inside, outside = (np.sort(draw.permutation(side)[:_MOST]) for side in (inside, outside))
    places = np.sort(np.concatenate([inside, outside]))
    chosen = members.gather(places).to_numpy()
    row, term, names = paired(texts.gather(places), pairs=False)
    fold = np.empty(len(places), np.int64)
    for side in (chosen, ~chosen):
        fold[side] = draw.permutation(int(side.sum())) % FOLDS
    return _area(_scores(row, term, len(names), chosen, fold), chosen), sqrt((1 / len(inside) + 1 / len(outside)) / 12)


def _scores(row: Array, term: Array, width: int, chosen: Array, fold: Array) -> Array:
    """Return what the words of each row say for the members, by the mean log ratio, fitted to the other folds."""
    scores = np.zeros(len(chosen))
    for number in range(FOLDS):
        learn = fold[row] != number
        held = [
            np.bincount(term[learn & (chosen[row] == side)], minlength=width) + _SMOOTHING for side in (True, False)
        ]
        said = np.log(held[0] / held[0].sum()) - np.log(held[1] / held[1].sum())
        asked = ~learn
        total = np.bincount(row[asked], weights=said[term[asked]], minlength=len(chosen))
        scores += total / np.maximum(1, np.bincount(row[asked], minlength=len(chosen)))
    return scores


def _area(scores: Array, chosen: Array) -> float:
    others = np.sort(scores[~chosen])
    below = np.searchsorted(others, scores[chosen], "left") + np.searchsorted(others, scores[chosen], "right")
    return float(below.mean() / (2 * len(others)))
