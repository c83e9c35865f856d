"""What each row does to the areas under the ROC and the precision-recall curve of a class.

The area under the ROC curve is a mean over rows of the class and a mean over the others, and what is left over is of
second order (Hoeffding's decomposition; DeLong et al. 1988). The area under the precision-recall curve is linearised by
its influence function (Hampel 1974). Of thousands of rows resampling these sums is resampling the areas.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from finetooth.metrics.predictions import Floats, Integers


class Ranked(NamedTuple):
    """Rows from the lowest to the highest score of a class, and which of them are of the class; all [n]."""

    order: Integers
    scores: Floats
    inside: npt.NDArray[np.bool_]


class Influences(NamedTuple):
    """Both areas, and of each row as ranked its share of the ROC area and its pull on that of precision and recall."""

    roc: float
    precision_recall: float
    above: Floats  # [n]: the share of rows of the other side that are on the right side of this row, ties half
    pull: Floats  # [n]: the change of the area where the row stands once more; sums to 0


def influences(ranked: Ranked) -> Influences:
    """Return the influences of rows of which some, and not all, are of the class."""
    starts = np.flatnonzero(np.diff(ranked.scores, prepend=-np.inf) > 0)
    sizes = np.diff(starts, append=len(ranked.scores))
    positive, rows = np.add.reduceat(ranked.inside.astype(np.float64), starts), sizes.astype(np.float64)  # of each tie
    positives, n = positive.sum(), rows.sum()
    negative = rows - positive
    under = (np.cumsum(negative) - negative / 2) / (n - positives)
    over = 1 - (np.cumsum(positive) - positive / 2) / positives

    reached, found = np.cumsum(rows[::-1])[::-1], np.cumsum(positive[::-1])[::-1]
    precision = found / reached
    area = float((positive * precision).sum() / positives)
    lost = -np.cumsum(positive * precision / reached) / positives
    won = lost + (np.cumsum(positive / reached) + precision - area) / positives

    tie = np.repeat(np.arange(len(starts)), sizes)
    above, pull = np.where(ranked.inside, under[tie], over[tie]), np.where(ranked.inside, won[tie], lost[tie])
    return Influences(float((positive * under).sum() / positives), area, above, pull)
