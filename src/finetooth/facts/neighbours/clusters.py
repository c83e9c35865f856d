"""Near pairs drawn together into clusters, without a chain of small steps swallowing a whole template."""

import numpy as np
import polars as pl

from finetooth.facts.neighbours.shingles import Array

_LARGEST_SHARE = 0.01  # a cluster that holds more of the texts is a chain, and cut
_LARGEST_LEAST = 20


def stars(pairs: pl.DataFrame, members: int) -> Array:
    """Return the leader of each member, Int64[members]: a member leads itself, or is near its leader.

    The first of the members that no one has taken yet leads, and takes its near neighbours that are still free
    (star clustering, Aslam, Pelekhov & Rus 2004, in the order of the rows).
    """
    leader = np.arange(members, dtype=np.int64)
    free = np.ones(members, bool)
    neighbours = _both_ways(pairs).group_by("one", maintain_order=True).agg("two")
    for one, others in neighbours.iter_rows():
        if free[one]:
            free[one] = False
            taken = [other for other in others if free[other]]
            leader[taken] = one
            free[taken] = False
    return leader


def connected(pairs: pl.DataFrame, members: int) -> Array:
    """Return the least member of each member's component, Int64[members]; a component of a chain is cut into stars."""
    least = np.arange(members, dtype=np.int64)
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    while True:
        before = least.copy()
        smaller = np.minimum(least[left], least[right])
        for side in (left, right):
            np.minimum.at(least, least[side], smaller)
            np.minimum.at(least, side, smaller)
        least = least[least]
        if np.array_equal(before, least):
            break
    sizes = np.bincount(least, minlength=members)
    chained = sizes[least] > max(_LARGEST_LEAST, int(_LARGEST_SHARE * members))
    return np.where(chained, stars(pairs, members), least)


def _both_ways(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return each pair from either end, in the order of the ends."""
    ways = pairs.select(one="left", two="right"), pairs.select(one="right", two="left")
    return pl.concat(ways).sort("one", "two")
