"""Candidates of a set-similarity join by the rarest tokens of each set, its prefix."""

from dataclasses import dataclass

import numpy as np

from finetooth.facts.neighbours.arrays import Array, expand
from finetooth.facts.neighbours.sets import TokenSets, allowed

_CHUNK = 2_000_000  # candidates at a time


@dataclass(frozen=True)
class Prefixes:
    """Tokens of all prefixes in order, and the entries ``low:high`` of the index that each meets.

    ``owner`` and ``place``: the set of a token and where it stands in it. An entry is a token by which a set is found
    from those that come after it; ``entry_owner`` and ``entry_place`` are the same of it.
    """

    sets: TokenSets
    threshold: float
    low: Array
    high: Array
    owner: Array
    place: Array
    entry_owner: Array
    entry_place: Array

    @property
    def total(self) -> int:
        """How many candidates there are, repeats included."""
        return int((self.high - self.low).sum())


def prefixes(sets: TokenSets, threshold: float) -> Prefixes:
    """Return what each prefix meets (Bayardo, Ma & Srikant 2007; Xiao et al. 2008): smaller sets that have it too."""
    misses = allowed(sets.sizes, 1 - threshold)
    probing = np.clip(misses + 1 - sets.alone, 0, np.diff(sets.starts))  # its lone tokens are the rarest
    owner, token = expand(sets.starts[:-1], sets.starts[:-1] + probing)
    place = token - sets.starts[owner] + sets.alone[owner]
    numbered = sets.tokens[token].astype(np.int64) << 32 | np.arange(len(token))  # far faster than an argsort
    numbered.sort()
    order = numbered & 0xFFFFFFFF
    owner, place = owner[order], place[order]
    keys = numbered >> 32 << 32 | owner
    indexed = place <= allowed(sets.sizes, (1 - threshold) / (1 + threshold))[owner]
    smallest = np.searchsorted(sets.sizes, sets.sizes - misses)
    low = np.searchsorted(keys[indexed], keys >> 32 << 32 | smallest[owner])
    high: Array = np.cumsum(indexed) - indexed
    return Prefixes(sets, threshold, low, np.maximum(high, low), owner, place, owner[indexed], place[indexed])


def candidates(found: Prefixes) -> tuple[Array, Array]:
    """Return pairs (larger, smaller set) with a token of their prefixes in common and room for the others needed."""
    sizes, low, high = found.sets.sizes, found.low, found.high
    ends = np.cumsum(high - low)
    cuts = np.unique(np.searchsorted(ends, np.arange(_CHUNK, ends.max(initial=0) + _CHUNK + 1, _CHUNK)) + 1)
    pairs = [np.zeros(0, np.int64)]
    for first, last in zip(np.concatenate([[0], cuts[:-1]]), cuts, strict=True):
        probe, entry = expand(low[first:last], high[first:last])
        larger, smaller = found.owner[first:last][probe], found.entry_owner[entry]
        one, two = sizes[larger], sizes[smaller]
        room = np.minimum(one - found.place[first:last][probe], two - found.entry_place[entry])
        keep = room >= found.threshold / (1 + found.threshold) * (one + two) - 1e-9
        pairs.append(np.unique(larger[keep] << 32 | smaller[keep]))
    keys = np.unique(np.concatenate(pairs))
    return keys >> 32, keys & 0xFFFFFFFF
