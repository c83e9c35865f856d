"""Thresholds of several labels: from which probability each is answered, where held-out rows show that it helps.

A label that few rows have is seldom more probable than not, also where it is right: the F1 of such labels is best with
a threshold below a half (Lipton, Elkan & Naryanaswamy, "Optimal thresholding of classifiers to maximize F1", 2014).
"""

import numpy as np
import polars as pl

from finetooth.answering.answering import Tried
from finetooth.core.statistics import Z
from finetooth.metrics import metric_named
from finetooth.metrics.label_sets import HALF, LabelSets
from finetooth.metrics.paired import paired
from finetooth.metrics.resampling import group_index
from finetooth.metrics.said import Floats, Integers, Mask

NAME, METRIC = "label_thresholds", "macro_f1"
FEWEST, FEWEST_A_LABEL = 30, 5  # held-out rows to fit anything, and with and without a label to move its threshold
LEAST, MOST = 0.02, 0.98
FOLDS, RESAMPLES = 5, 1_000
_PULL = 2.0  # rows that speak for a half: of few rows the best threshold is a matter of luck
Fitted = tuple[tuple[float, ...], tuple[Tried, ...], tuple[str, ...]]


def fit_label_thresholds(
    held_out: pl.DataFrame, labels: tuple[str, ...], how: str, groups: pl.DataFrame | None = None, seed: int = 0
) -> Fitted:
    """Return thresholds (none: a half for all), what was tried, and what was asked for and could not be.

    Kept where answers by thresholds of other rows gain macro-F1 beyond noise, or ``how`` is ``always``.
    """
    if how == "none" or held_out.is_empty():
        return (), (), ()
    held = LabelSets.from_frame(held_out.drop("prediction", strict=False), labels).labelled()
    rows, always = len(np.unique(held.ids)), how == "always"
    if rows < FEWEST:
        told = f"thresholds were asked for, and there are {rows:,} held-out rows: {FEWEST} are the least"
        return (), (), (told,) if always else ()
    unit = _units(held, groups)
    crossed = held.probabilities >= _crossed(held, unit, seed)
    other = LabelSets(held.ids, held.truth, held.probabilities, labels, held.has_truth, held.strange, crossed)
    found = paired(held, other, [metric_named(METRIC)], unit, RESAMPLES, seed)[0]
    if found.gain is None or found.first is None or found.second is None:
        return (), (), ()
    gain, low, high = found.gain
    error = max(gain - low, (high - low) / 2) / Z
    sure = gain > Z * error and error > 0
    why = "" if sure else "asked for" if always else "no gain beyond noise"
    tried = Tried(NAME, METRIC, found.first, found.second, gain, error, sure or always, why)
    return tuple(thresholds_of(held.truth, held.probabilities).tolist()) if tried.kept else (), (tried,), ()


def thresholds_of(truth: Mask, probabilities: Floats) -> Floats:
    """Return the threshold of the highest F1 of each label, pulled toward a half; a half where rows are too few."""
    found = np.full(truth.shape[1], HALF)
    for label in range(truth.shape[1]):
        inside = truth[:, label]
        if min(inside.sum(), (~inside).sum()) >= FEWEST_A_LABEL:
            weight = inside.sum() / (inside.sum() + _PULL)
            best = weight * _best(inside, probabilities[:, label]) + (1 - weight) * HALF
            found[label] = np.clip(best, LEAST, MOST)
    return found


def _crossed(held: LabelSets, unit: Integers, seed: int) -> Floats:
    """Return the thresholds for each row, fitted on the rows of other folds; [n, k]."""
    fold = np.random.default_rng([seed, 7]).permutation(int(unit.max()) + 1)[unit] % FOLDS
    found = np.full(held.truth.shape, HALF)
    for number in range(FOLDS):
        out = fold == number
        found[out] = thresholds_of(held.truth[~out], held.probabilities[~out])
    return found


def _best(inside: Mask, chances: Floats) -> float:
    """Return the middle between the last probability that is answered and the first that is not, at the highest F1."""
    order = np.argsort(-chances, kind="stable")
    sure, hits = chances[order], np.cumsum(inside[order])
    values = 2 * hits / (np.arange(1, len(sure) + 1) + inside.sum())
    ends = np.append(np.flatnonzero(np.diff(sure)), len(sure) - 1)  # rows of one probability are answered together
    place = int(ends[int(values[ends].argmax())])
    below = sure[place + 1] if place + 1 < len(sure) else 0.0
    return float((sure[place] + below) / 2)


def _units(held: LabelSets, groups: pl.DataFrame | None) -> Integers:
    """Number the rows, or their groups: a row that was answered twice is one unit."""
    names = pl.Series([str(row) for row in held.ids.tolist()])
    if groups is not None:
        known = pl.DataFrame({"id": held.ids}).join(groups, on="id", how="left", maintain_order="left")["group"]
        names = ("group:" + known).fill_null(names)
    return np.unique(group_index(names), return_inverse=True)[1].astype(np.int64)
