"""What tells two texts apart, word by word, misspelt words matched: the distance that near duplicates are judged by."""

import numpy as np
import polars as pl

from finetooth.facts.neighbours.arrays import Array, expand
from finetooth.facts.neighbours.spelling import misspellings
from finetooth.facts.neighbours.words import Words

_PAIRS = 40_000  # pairs looked at together
_FAR = 0.65  # a bag distance beyond which no misspelling brings two texts near
_TYPO = 0.2  # the share of the lighter word's weight that a misspelling of it costs, on either side
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC4CEB9FE1A85EC53))


def compare(words: Words, left: Array, right: Array) -> pl.DataFrame:
    """Return what parts each pair of texts: one line a pair that is not far apart, with its places in the bags.

    ``distance``: the weight of the words that only one of them has over the weight of both (a misspelt word costs a
    fifth), plus the share of words that moved, from the second on. ``slot``: the part of it where one text has other
    words in the place of the other's. ``frame``: a hash of the words they share. ``words``: of the shorter text.
    ``edit``: 0 where spelling, order or signs part them, 1 where one has more words, 2 where words stand in for others.
    ``typos``: how many words are misspellings of each other.
    """
    parts = [
        _compare(words, left[first : first + _PAIRS], right[first : first + _PAIRS])
        for first in range(0, max(len(left), 1), _PAIRS)
    ]
    return pl.concat(parts)


def _compare(words: Words, left: Array, right: Array) -> pl.DataFrame:
    one, shared = differing(words, left, right)
    two, _ = differing(words, right, left)
    mass = np.maximum(words.mass[left] + words.mass[right], 1e-9)
    near = (_weight(words, one, len(left)) + _weight(words, two, len(left))) / mass <= _FAR
    renumber = np.cumsum(near) - 1
    one, two, shared = (_only(part, near, renumber) for part in (one, two, shared))
    left, right, mass = left[near], right[near], mass[near]
    rest = pl.concat([one.with_columns(side=pl.lit(0)), two.with_columns(side=pl.lit(1))]).with_row_index("part")
    matched = misspellings(words, rest)
    done = pl.concat([matched["part"], matched["part_right"]])
    still = rest.filter(~pl.col("part").is_in(done.implode()))
    sides = [_weight(words, still.filter(pl.col("side") == side), len(left)) for side in (0, 1)]
    loose = sides[0] + sides[1]
    typo_cost = np.bincount(matched["pair"].to_numpy(), matched["lighter"].to_numpy() * 2 * _TYPO, len(left))
    of_words = np.bincount(rest["pair"].to_numpy(), words.is_word[rest["word"].to_numpy()], len(left))
    return pl.DataFrame(
        {
            "left": left,
            "right": right,
            "distance": (loose + typo_cost) / mass + _moved(words, rest, left, right),
            "slot": 2 * np.minimum(*sides) / mass,
            "frame": _frames(words, shared, len(left)),
            "words": np.minimum(words.lengths[left], words.lengths[right]),
            "edit": np.where((of_words == 0) | (loose == 0), 0, np.where(np.minimum(*sides) > 0, 2, 1)),
            "typos": np.bincount(matched["pair"].to_numpy(), minlength=len(left)),
        }
    )


def _only(part: pl.DataFrame, keep: Array, renumber: Array) -> pl.DataFrame:
    pair, word = part["pair"].to_numpy(), part["word"].to_numpy()
    here = keep[pair]
    return pl.DataFrame({"pair": renumber[pair[here]], "word": word[here]})


def differing(words: Words, one: Array, two: Array) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the words of the first text of each pair that the second lacks, and those both have: ``pair, word``."""
    keys = words.owners << 32 | words.entries
    pair, token = expand(words.starts[one], words.starts[one + 1])
    entry = words.entries[token]
    wanted = two[pair] << 32 | entry
    met = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    has = keys[met] == wanted
    lacking, shared = (pl.DataFrame({"pair": pair[part], "word": words.word_of[entry[part]]}) for part in (~has, has))
    return lacking, shared


def _weight(words: Words, part: pl.DataFrame, pairs: int) -> Array:
    return np.bincount(part["pair"].to_numpy(), words.weights[part["word"].to_numpy()], pairs)


def _frames(words: Words, shared: pl.DataFrame, pairs: int) -> Array:
    """Return a hash of the bag of words that both texts of a pair have; signs do not count."""
    part = shared.filter(pl.Series(words.is_word[shared["word"].to_numpy()]))
    hashes = (part["word"].to_numpy().astype(np.uint64) + np.uint64(1)) * _MIX[0]
    hashes = (hashes ^ (hashes >> np.uint64(31))) * _MIX[1] >> np.uint64(8)
    frames = np.zeros(pairs, np.uint64)
    np.add.at(frames, part["pair"].to_numpy(), hashes)
    return frames


def _moved(words: Words, rest: pl.DataFrame, left: Array, right: Array) -> Array:
    """Return the share of words that stand elsewhere: word edits that the differing words do not explain, but one."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    needed = np.unique(np.concatenate([left, right]))
    lines = dict(zip(needed.tolist(), _as_characters(words, needed), strict=True))
    edits = cpdist([lines[row] for row in left.tolist()], [lines[row] for row in right.tolist()], scorer=OSA.distance)
    one, two = (
        np.bincount(rest.filter(pl.col("side") == side)["pair"].to_numpy(), minlength=len(left)) for side in (0, 1)
    )
    tokens = np.minimum(*(np.diff(words.starts)[side] for side in (left, right)))
    return np.asarray(np.maximum(edits - np.maximum(one, two) - 1, 0) / np.maximum(tokens, 1))


def _as_characters(words: Words, rows: Array) -> list[str]:
    """Return texts with one character a word, for a distance that counts words."""
    points = words.order + np.where(words.order < 0xD000, 1, 0x3000)  # none is 0 or a surrogate
    text = np.minimum(points, 0x10FFFF).astype("<u4").tobytes().decode("utf-32-le")
    bounds = words.starts.tolist()
    return [text[bounds[row] : bounds[row + 1]] for row in rows.tolist()]
