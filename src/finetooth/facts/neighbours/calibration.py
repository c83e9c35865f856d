"""Where near duplicates begin in these very texts: limits that find planted copies and raise few false alarms."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from finetooth.core.statistics import wilson
from finetooth.facts.neighbours.shingles import Array

EDITS = ("respelt", "added", "replaced")  # what parts two texts: spelling, order or signs; words of one; other words
DISTANCES = np.round(np.arange(0.02, 0.2601, 0.02), 2)
FARTHEST = 0.45  # pairs up to here are kept, to tell what chance gives
_BEYOND = 0.28  # from here on hardly any pair is a copy
_PRICES = (4.0, 4.0, 15.0)  # points of the planted copies that a point of texts flagged by chance must bring: another
# word in a slot makes a sibling oftener than a copy
_FEWEST = 30  # planted copies that a calibration needs
_USUAL = (0.18, 0.18, 0.12)  # what served on public sets, where there are too few texts to plant copies in


@dataclass(frozen=True)
class Calibration:
    """How far two texts may be to be near, and what that does on planted copies and on the texts as they are.

    ``limits``: the distance up to which a pair is near, by what parts it (see ``EDITS``). ``recall`` of ``planted``
    copies, with its 95 % lower bound, and ``recalls`` by what parts them; ``flagged``: the share of texts in a near
    pair; ``by_chance``: the share of near pairs that the pairs farther apart foretell.
    """

    limits: tuple[float, float, float]
    planted: int
    recall: float
    recall_low: float
    recalls: tuple[float, float, float]
    flagged: float
    by_chance: float

    @property
    def is_measured(self) -> bool:
        """Whether there were enough texts to plant copies in."""
        return self.planted >= _FEWEST

    @property
    def source(self) -> str:
        """How the limits were found, in words."""
        if not self.is_measured:
            return "the limits that served on public sets: too few texts to plant copies in"
        return f"{self.planted:,} copies with one or two edits, planted among these texts"


def calibrate(natural: pl.DataFrame, copies: pl.DataFrame, planted: int, texts: int) -> Calibration:
    """Choose each kind of edit's limit: where the planted copies it finds outweigh the texts flagged by chance.

    ``natural`` and ``copies`` have ``left, right, distance, edit, eligible``; a copy that the search for candidates
    missed has no line. In texts alike by nature (one template, one habit of phrasing) the limits become strict.
    """
    limits = _USUAL
    by_edit = [_distances(natural, edit) for edit in range(len(EDITS))]
    if planted >= _FEWEST:
        found = [_distances(copies, edit) for edit in range(len(EDITS))]
        limits = tuple(
            _limit(one, two, planted, texts, price) for one, two, price in zip(found, by_edit, _PRICES, strict=True)
        )  # type: ignore[assignment]
    near = natural.filter(is_near(limits))
    flagged = pl.concat([near["left"], near["right"]]).n_unique() / max(texts, 1)
    chance = sum(float(_by_chance(part, np.array([limit]))[0]) for part, limit in zip(by_edit, limits, strict=True))
    hits = copies.filter(is_near(limits)).height
    recall = hits / max(planted, 1)
    recalls = tuple(_share(copies, edit, limits) for edit in range(len(EDITS)))
    low = wilson(recall, planted)[0]
    return Calibration(limits, planted, recall, low, recalls, flagged, chance / max(near.height, 1))  # type: ignore[arg-type]


def is_near(limits: tuple[float, float, float]) -> pl.Expr:
    """Return where a pair is near."""
    limit = pl.when(pl.col("edit") == 0).then(limits[0]).when(pl.col("edit") == 1).then(limits[1]).otherwise(limits[2])
    return pl.col("eligible") & (pl.col("distance") <= limit)


def _distances(pairs: pl.DataFrame, edit: int) -> Array:
    return pairs.filter("eligible", pl.col("edit") == edit)["distance"].to_numpy()


def _share(copies: pl.DataFrame, edit: int, limits: tuple[float, float, float]) -> float:
    of_kind = copies.filter(pl.col("edit") == edit)
    return of_kind.filter(is_near(limits)).height / max(of_kind.height, 1)


def _limit(found: Array, natural: Array, planted: int, texts: int, price: float) -> float:
    """Return the limit of the best balance; a wider one where it is as good."""
    gain = (found[:, None] <= DISTANCES + 1e-9).sum(0) / planted
    cost = 2 * _by_chance(natural, DISTANCES) / max(texts, 1)
    balance = gain - price * cost
    return float(DISTANCES[np.flatnonzero(balance >= balance.max() - 1e-9)[-1]])


def _by_chance(distances: Array, limits: Array) -> Array:
    """Return how many of the pairs up to each limit are expected there without any copies.

    An empirical null (Efron 2004): copies are rare far away, so pairs there show how the number of unrelated ones grows
    with the distance, as a power of it (Levina & Bickel 2004); never more than there are.
    """
    beyond = distances[(distances > _BEYOND) & (distances <= FARTHEST)]
    growth = _growth(beyond) if len(beyond) >= 10 else 2.0
    up_to_farthest = len(beyond) / (1 - (_BEYOND / FARTHEST) ** growth)
    seen = (distances[:, None] <= limits + 1e-9).sum(0)
    return np.asarray(np.minimum(up_to_farthest * (limits / FARTHEST) ** growth, seen))


def _growth(distances: Array) -> float:
    """Return the exponent under which distances between the bounds are likeliest."""
    exponents = np.arange(0.5, 12.01, 0.1)
    logs = np.log(distances / FARTHEST).sum()
    likelihood = len(distances) * np.log(exponents / (1 - (_BEYOND / FARTHEST) ** exponents)) + (exponents - 1) * logs
    return float(exponents[int(np.argmax(likelihood))])
