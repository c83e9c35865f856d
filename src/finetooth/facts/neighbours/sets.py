"""Hashed shingles as small sets of ranked tokens: what only one text has is counted, not kept."""

from dataclasses import dataclass, replace

import numpy as np

from finetooth.facts.neighbours.arrays import Array, first_of_run, kept, pieces
from finetooth.facts.neighbours.shingles import Shingles

_ROUNDS, _WORTHWHILE = 3, 0.5  # another round where one has left less than this share of the tokens


@dataclass(frozen=True)
class TokenSets:
    """Sets that can have a neighbour, ordered by size: what a join runs on.

    ``rows`` the text of each set; ``sizes`` of the whole sets; ``alone`` how many tokens were found in no other;
    ``tokens`` the others as ranks, UInt32 (rarest first, ascending within a set), ``starts`` Int64[n + 1] their bounds.
    """

    rows: Array
    sizes: Array
    alone: Array
    tokens: Array
    starts: Array


@dataclass(frozen=True)
class _Tokens:
    """Distinct (hash, text) pairs in order, each packed into one number with the text in its low ``bits``.

    Plain sorting is far faster than sorting by an index: the hash keeps 64 bits less those of a text's number.
    """

    packed: Array
    bits: int

    def owners(self, piece: slice, wanted: Array | slice = slice(None)) -> Array:
        """Return the texts of some tokens."""
        return (self.packed[piece][wanted] & np.uint64((1 << self.bits) - 1)).view(np.int64)

    def firsts(self) -> Array:
        """Return where a hash differs from the one before it."""
        return first_of_run(self.packed, self.bits)


def token_sets(shingles: Shingles, threshold: float) -> TokenSets:
    """Return the sets that may reach the threshold: ``threshold`` of their shingles stand in some other text too.

    A set x and its neighbour y have |x and y| >= threshold * |x|, so a text with more shingles of its own has none.
    The memory of the shingles is used for other things then.
    """
    tokens, sizes = _distinct(shingles)
    misses = allowed(sizes, 1 - threshold)
    own = np.zeros(len(sizes), np.int64)
    for _ in range(_ROUNDS):
        before = len(tokens.packed)
        tokens = _shared(tokens, own, misses)
        if len(tokens.packed) > _WORTHWHILE * before:
            break
    return _ranked(tokens, sizes, own, np.flatnonzero((own <= misses) & (own < sizes)))


def allowed(sizes: Array, share: float) -> Array:
    """Return how many tokens that share of each set is at most."""
    return np.floor(sizes * share + 1e-9).astype(np.int64)


def _distinct(shingles: Shingles) -> tuple[_Tokens, Array]:
    """Return the distinct shingles of each text, and how many there are."""
    bits = len(shingles.counts).bit_length()
    packed = shingles.hashes
    packed &= ~np.uint64((1 << bits) - 1)
    for piece, owner in shingles.owners():
        packed[piece] |= owner
    packed.sort()
    tokens, first = _Tokens(packed, bits), first_of_run(packed)
    if first.all():
        return tokens, shingles.counts
    repeats = [tokens.owners(piece, ~first[piece]) for piece in pieces(len(packed))]
    sizes = shingles.counts - np.bincount(np.concatenate(repeats), minlength=len(shingles.counts))
    return replace(tokens, packed=kept(packed, first.__getitem__)), sizes


def _shared(tokens: _Tokens, own: Array, misses: Array) -> _Tokens:
    """Return the tokens that stand in two texts or more, of texts with at most ``misses`` others.

    ``own`` counts the others to their texts. Where texts go, some tokens are left without a second text again.
    """
    alone = tokens.firsts()
    alone[:-1] &= alone[1:]
    for piece in pieces(len(alone)):
        own += np.bincount(tokens.owners(piece, alone[piece]), minlength=len(own))
    possible = own <= misses
    return replace(tokens, packed=kept(tokens.packed, lambda piece: ~alone[piece] & possible[tokens.owners(piece)]))


def _ranked(tokens: _Tokens, sizes: Array, own: Array, there: Array) -> TokenSets:
    """Return the sets of the texts that are there, their tokens ranked by how many texts have them."""
    order = there[np.argsort(sizes[there], kind="stable")]
    place = np.full(len(own), -1, np.int32)
    place[order] = np.arange(len(order))
    firsts = tokens.firsts()
    counts = np.diff(np.append(np.flatnonzero(firsts), len(firsts)))
    rank = np.empty(len(counts), np.int64)
    rank[np.argsort(np.minimum(counts, 0xFFFF).astype(np.uint16), kind="stable")] = np.arange(len(counts))
    placed, done = tokens.packed.view(np.int64), -1
    for piece in pieces(len(firsts)):
        group = np.cumsum(firsts[piece]) + done
        done = int(group[-1])
        at = place[tokens.owners(piece)].astype(np.int64)
        placed[piece] = at << 32 | rank[group]
    placed.sort()
    starts = np.searchsorted(placed, np.arange(len(order) + 1) << 32)
    ranked = placed[starts[0] :].astype(np.uint32)
    return TokenSets(order, sizes[order], own[order], ranked, starts - starts[0])
