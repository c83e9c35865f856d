"""Timing: batches of the user's own texts, answered again and again, within a bounded time."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

import numpy as np

from finetooth.core.rows import Input
from finetooth.serving.results import LARGEST, LONG, LONGEST, MIXED, USUAL, Timed

BATCHES = (1, 8, LARGEST)
STREAM = 200  # texts that are answered one at a time
MOST = 30  # times of every other cell
SECONDS, STREAM_SECONDS, TOO_LONG = 0.6, 4.0, 3.0  # of a cell, of the stream; of a batch that is left out
_QUANTILES = {USUAL: 0.5, LONG: 0.95, LONGEST: 1.0}

Answer = Callable[[Sequence[Input]], object]


def texts_by_length(lengths: Sequence[int], seed: int) -> dict[str, np.ndarray]:
    """Return places of rows to be answered, by kind of length; ``lengths`` are tokens as the model reads them.

    As they come: in random order. Usual, long and longest: the 32 whose lengths are nearest to the median, to the 95 %
    quantile and to the longest. Where the median is already the longest, because all are cut, there is no other kind.
    """
    counts = np.asarray(lengths)
    found = {MIXED: np.random.default_rng(seed).permutation(len(counts))}
    told: set[float] = set()
    for name, share in _QUANTILES.items():
        wanted = float(np.quantile(counts, share))
        if wanted not in told:
            found[name] = np.argsort(np.abs(counts - wanted), kind="stable")[:LARGEST]
        told.add(wanted)
    return found


def measured(
    answer: Answer, texts: Sequence[Input], lengths: Sequence[int], seed: int
) -> tuple[list[Timed], list[str]]:
    """Time every length and batch size; a batch that would take too long is left out, which the second list says."""
    places, found, left_out = texts_by_length(lengths, seed), list[Timed](), list[str]()
    pace = math.inf  # seconds a token, at best so far
    for batch in BATCHES:
        for length, rows in places.items():
            tokens = max(1.0, float(np.mean([lengths[row] for row in rows])))
            if found and pace * tokens * batch > TOO_LONG:
                left_out.append(f"left out: batches of {batch}, {length}: about {pace * tokens * batch:.0f} s a time")
                continue
            stream = batch == 1 and length == MIXED
            bounds = (STREAM, STREAM_SECONDS) if stream else (MOST, SECONDS)
            seconds = _times(answer, _batches([texts[row] for row in rows], batch), *bounds)
            found.append(timed(length, round(tokens), batch, seconds))
            pace = min(pace, float(np.median(seconds)) / (tokens * batch))
    return found, left_out


def timed(length: str, tokens: int, batch: int, seconds: Sequence[float]) -> Timed:
    """Make percentiles of the seconds that batches took."""
    known = np.asarray(seconds) * 1000
    p50, p95, p99 = np.quantile(known, [0.5, 0.95, 0.99]).tolist()
    times = len(known)
    rate = 1000 * batch * times / float(known.sum())
    return Timed(length, tokens, batch, times, p50, p95 if times >= 20 else None, p99 if times >= 100 else None, rate)


def _batches(texts: Sequence[Input], batch: int) -> Iterator[list[Input]]:
    """Yield batches for ever; texts come again where there are not enough."""
    endless = cycle(texts)
    while True:
        yield [next(endless) for _ in range(batch)]


def _times(answer: Answer, batches: Iterator[list[Input]], most: int, seconds: float) -> list[float]:
    """Return the seconds of each batch after the first, which warms up: at most so many, begun within so long."""
    answer(next(batches))
    found: list[float] = []
    begin = time.perf_counter()
    while len(found) < most and (not found or time.perf_counter() - begin < seconds):
        one, start = next(batches), time.perf_counter()
        answer(one)
        found.append(time.perf_counter() - start)
    return found
