"""Hashed shingles as small sets of ranked tokens: what only one text has is counted, not kept."""

from dataclasses import dataclass

import numpy as np

from finetooth.facts.neighbours.shingles import Array, Shingles

_ROUNDS = 3


@dataclass(frozen=True)
class TokenSets:
    """Sets that can have a neighbour, ordered by size: what a join runs on.

    ``rows`` the text of each set; ``sizes`` of the whole sets; ``alone`` how many tokens no other set has;
    ``tokens`` the others as ranks (rarest first, ascending within a set), ``starts`` Int64[n + 1] their bounds.
    """

    rows: Array
    sizes: Array
    alone: Array
    tokens: Array
    starts: Array

    @property
    def owners(self) -> Array:
        """The set each token belongs to, Int64[m]."""
        return np.repeat(np.arange(len(self.rows)), np.diff(self.starts))


def token_sets(shingles: Shingles, threshold: float) -> TokenSets:
    """Return the sets that may reach the threshold: ``threshold`` of their shingles stand in some other text too.

    A set x and its neighbour y have |x and y| >= threshold * |x|, so a text with more shingles of its own has none.
    Hash and row are packed into one number, as plain sorting is far faster than sorting by an index: the hash keeps
    64 bits less those of a row number.
    """
    total = len(shingles.counts)
    bits = np.uint64(total.bit_length())
    packed = np.sort(shingles.hashes >> bits << bits | shingles.rows.astype(np.uint64))
    packed = packed[_first_of_run(packed)]
    row_mask = (np.uint64(1) << bits) - np.uint64(1)
    own = np.zeros(total, np.int64)
    for _ in range(_ROUNDS):
        before = len(packed)
        packed = _shared(packed, bits, row_mask, own)
        rows = (packed & row_mask).view(np.int64)
        packed = packed[_possible(rows, own, threshold)[rows]]
        if len(packed) > 0.8 * before:
            break
    return _ranked(_shared(packed, bits, row_mask, own), bits, row_mask, own, threshold)


def _first_of_run(ordered: Array) -> Array:
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


def _shared(packed: Array, bits: np.uint64, row_mask: np.uint64, own: Array) -> Array:
    """Return the tokens that stand in two rows or more; ``own`` counts the others to their rows."""
    first = _first_of_run(packed >> bits)
    alone = first & np.append(first[1:], True)
    own += np.bincount((packed[alone] & row_mask).view(np.int64), minlength=len(own))
    return np.asarray(packed[~alone])


def _possible(rows: Array, own: Array, threshold: float) -> Array:
    shared = np.bincount(rows, minlength=len(own))
    return np.asarray((shared > 0) & (shared >= threshold * (shared + own) - 1e-9))


def _ranked(packed: Array, bits: np.uint64, row_mask: np.uint64, own: Array, threshold: float) -> TokenSets:
    group = np.cumsum(_first_of_run(packed >> bits)) - 1
    counts = np.bincount(group)
    rank = np.empty(len(counts), np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(counts))
    rows = (packed & row_mask).view(np.int64)
    shared = np.bincount(rows, minlength=len(own))
    there = np.flatnonzero(_possible(rows, own, threshold))
    order = there[np.argsort((shared + own)[there], kind="stable")]
    place = np.full(len(own), -1, np.int64)
    place[order] = np.arange(len(order))
    keep = place[rows] >= 0
    placed = np.sort(place[rows[keep]] << 32 | rank[group[keep]])
    starts = np.concatenate([[0], np.cumsum(shared[order])])
    return TokenSets(order, (shared + own)[order], own[order], placed & 0xFFFFFFFF, starts)
