"""How much two sets have in common, counted on the whole of them."""

from collections.abc import Iterator

import numpy as np

from finetooth.facts.neighbours.arrays import Array
from finetooth.facts.neighbours.sets import TokenSets

_CHUNK = 400_000  # tokens sorted at a time: what the cache holds
_FILLERS = 0xFFFFFFFF  # and below: more than there are ranks
_STEP = 1.25  # lengths that are sorted side by side, the longest to the shortest


def jaccard(sets: TokenSets, left: Array, right: Array) -> Array:
    """Return the Jaccard similarity of each pair of sets, Float64: their tokens are sorted side by side."""
    starts, counts = sets.starts[:-1], np.diff(sets.starts)
    both = np.zeros(len(left), np.int64)
    for some in _alike(counts[left] + counts[right]):
        one, two = left[some], right[some]
        lines = _lines(sets.tokens, starts[one], counts[one], 0), _lines(sets.tokens, starts[two], counts[two], 1)
        side_by_side = np.concatenate(lines, axis=1)
        side_by_side.sort(axis=1)
        both[some] = (side_by_side[:, 1:] == side_by_side[:, :-1]).sum(1)
    return np.asarray(both / (sets.sizes[left] + sets.sizes[right] - both))


def _alike(lengths: Array) -> Iterator[Array]:
    """Part places into lots of about equal lengths."""
    order = np.argsort(lengths, kind="stable")
    ordered = lengths[order]
    lot = np.cumsum(ordered) // _CHUNK
    class_ = (np.log(np.maximum(ordered, 1)) / np.log(_STEP)).astype(np.int64)
    cuts = np.flatnonzero((lot[1:] != lot[:-1]) | (class_[1:] != class_[:-1])) + 1
    return (part for part in np.split(order, cuts) if len(part))


def _lines(tokens: Array, starts: Array, counts: Array, side: int) -> Array:
    """Return the tokens of each set in a line of its own, filled up with numbers that no other place has."""
    along = np.arange(int(counts.max()))
    lines = tokens.take(starts[:, None] + along, mode="clip")
    return np.where(along < counts[:, None], lines, (_FILLERS - 2 * along - side).astype(np.uint32))
