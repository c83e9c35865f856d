"""Labels that are written in the texts: each class has a token that stands in its rows and in no others."""

from dataclasses import dataclass

import numpy as np

from finetooth.checks.wording import listed, percent
from finetooth.facts.terms import Terms

SURE = 0.95  # of the class's rows have the token, and of the token's rows have the class
FEWEST = 10  # rows of a class that is looked at
_COVERED = 0.9  # of the rows must belong to such classes


@dataclass(frozen=True)
class Written:
    """The token that gives a class away: the share of the class's rows that have it, and of its rows in the class."""

    label: str
    token: str
    recall: float
    precision: float


def written_labels(terms: Terms) -> list[Written]:
    """Return the tokens of both classes, or of three and more but at most one, which their absence tells; else none.

    A word that tells one class is common and may well be its meaning; one for each class, in nearly all rows and
    without slips, was put there by whoever made the file.
    """
    sizes = np.bincount(terms.labels, minlength=len(terms.classes))
    wanted = np.flatnonzero(sizes >= FEWEST)
    if len(wanted) < 2 or not len(terms.names) or sizes[wanted].sum() < _COVERED * sizes.sum():
        return []
    cells = terms.by_class()
    precision = cells / cells.sum(axis=1, keepdims=True)
    recall = cells / np.maximum(sizes, 1)
    best = np.minimum(precision, recall).argmax(axis=0)
    found = [
        Written(terms.classes[one], terms.names[int(best[one])], recall[best[one], one], precision[best[one], one])
        for one in wanted
    ]
    told = [one for one in found if min(one.recall, one.precision) >= SURE]
    return told if len(told) >= max(2, len(wanted) - 1) else []


def told(found: list[Written], most: int = 3) -> str:
    """Say which tokens give which classes away."""
    each = [
        f"{listed([one.token])} stands in {percent(one.recall)} of the rows of {listed([one.label])}, and "
        f"{percent(one.precision)} of the rows with it are of that class"
        for one in found[:most]
    ]
    more = f"; and so on for {len(found) - most:,} more" if len(found) > most else ""
    return f"the label is written in the texts: {'; '.join(each)}{more}"
