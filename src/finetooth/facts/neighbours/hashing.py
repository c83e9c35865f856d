"""Words as 64-bit hashes, cut from the bytes of many texts at once."""

import numpy as np
import polars as pl

from finetooth.facts.neighbours.arrays import Array

ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_SPACE, _END = ord(" "), ord("\n")
_IS_SPACE = np.isin(np.arange(256), [*range(9, 14), *range(28, 32), _SPACE])
_WIDE_SPACES = [
    chr(point).encode()
    for point in (0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)
]
_CODES = np.array([int.from_bytes(space.ljust(3, b"\0"), "big") for space in _WIDE_SPACES])
_LEADS = np.isin(np.arange(256), [space[0] for space in _WIDE_SPACES])
_ASCII, _TWO_BYTES = 0x80, 0xE0  # what begins below is one sign of one byte, of two
_NO_TEXT = b"\xff"  # stands in no UTF-8, so for the zero that fills up short words
_LONGEST = 32  # bytes beyond which a word is not hashed eight bytes at a time
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(9)], "<u8")


def hashed_words(texts: pl.Series) -> tuple[Array, Array]:
    """Return the hashes of the words of texts without nulls, and where the words of each text end.

    Words are what white space parts (as in ``str.split``).
    """
    data = texts.str.join("\n").cast(pl.Binary).item() + b"\n" + b" " * _LONGEST
    if b"\0" in data:
        data = data.replace(b"\0", _NO_TEXT)
    spaces = _spaces(np.frombuffer(data, np.uint8), len(texts))[:-_LONGEST]
    ends = np.flatnonzero(spaces)
    starts = np.append(0, ends[:-1] + 1)
    lengths = ends - starts
    last = np.cumsum(texts.str.len_bytes().to_numpy().astype(np.int64) + 1) - 1
    bounds = np.searchsorted(ends, last) + 1
    if not lengths.all():
        there = lengths > 0
        starts, lengths, bounds = starts[there], lengths[there], np.cumsum(there)[bounds - 1]
    return _hashes(data, starts, lengths), bounds


def _spaces(signs: Array, texts: int) -> Array:
    """Return which bytes are white space."""
    spaces: Array = (signs == _SPACE) | (signs == _END)
    if np.count_nonzero(signs < _SPACE) > texts:
        spaces = _IS_SPACE[signs]
    beyond = np.flatnonzero(signs >= _ASCII)
    begins = beyond[_LEADS[signs[beyond]]]
    first, second, third = (signs[begins + place].astype(np.int64) for place in range(3))
    codes = first << 16 | second << 8 | np.where(first < _TWO_BYTES, 0, third)
    wide = np.isin(codes, _CODES)
    for place in range(3):
        spaces[begins[wide & ((place < 2) | (first >= _TWO_BYTES))] + place] = True
    return spaces


def _hashes(data: bytes, starts: Array, lengths: Array) -> Array:
    """Return a hash of each word: one to one for words up to eight bytes, mixed in by eights for longer ones."""
    eights = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
    hashes: Array = _mixed(eights[starts] & _MASKS.take(lengths, mode="clip"))
    long = np.flatnonzero(lengths > 8)
    for at in range(8, _LONGEST, 8):
        more = eights[starts[long] + at] & _MASKS.take(lengths[long] - at, mode="clip")
        hashes[long] = _mixed(hashes[long] * ODD + more)
        long = long[lengths[long] > at + 8]
    if len(long):
        bounds = zip(starts[long].tolist(), (starts + lengths)[long].tolist(), strict=True)
        hashes[long] = pl.Series([data[first:last] for first, last in bounds], dtype=pl.Binary).hash(7).to_numpy()
    return hashes


def _mixed(numbers: Array) -> Array:
    numbers *= ODD
    np.bitwise_xor(numbers, numbers >> _HALF, out=numbers)
    return numbers
