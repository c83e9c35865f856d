"""Timing: how long work takes by the clock, and how long it would take with nothing else running."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

NOTICED = 1.25  # times as long as alone, from which a machine is called busy
_SERIAL = 0.2  # of a training step is done by one thread: two threads were measured to be 1.65 times as fast as one


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and those in which the thread that did the work had a core: the others, it waited for one.

    Where the work is done elsewhere (on a GPU) nobody can tell, and both are the same.
    """

    clock: float
    worked: float


def took(work: Callable[[], object], on_cpu: bool = True) -> Took:
    """Do some work and return how long it took."""
    clock, worked = time.monotonic(), time.thread_time()
    work()
    clock, worked = time.monotonic() - clock, time.thread_time() - worked
    return Took(clock, worked if on_cpu else clock)


def waited(parts: Sequence[Took]) -> float:
    """Return how many times as long the work took because its thread waited for a core: 1 on an idle machine."""
    clock, worked = (sum(times) for times in zip(*((one.clock, one.worked) for one in parts), strict=True))
    return max(1.0, clock / worked) if worked > 0 else 1.0


def fastest(parts: Sequence[Took], wait: float) -> float:
    """Return the seconds by the clock of what was done several times: the first time warms up."""
    return wait * min(one.worked for one in parts)


def busyness(work: Callable[[], object], parts: Sequence[Took], wait: float) -> float:
    """Return how many times as long as alone the work takes now. Where it waits, it is done once more by one thread."""
    if wait < NOTICED:
        return wait
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        single = took(work)
    finally:
        torch.set_num_threads(threads)
    return fastest(parts, wait) / max(alone(parts, single, threads), 1e-9)


def alone(parts: Sequence[Took], single: Took, threads: int) -> float:
    """Return how long the work takes at most with nothing else running.

    On a busy machine threads wait for each other, and where they spin at that their time is no measure. That of one
    thread is, and what several gain on it is foreseen by Amdahl's law (1967).
    """
    return min(*(one.worked for one in parts), single.worked * (_SERIAL + (1 - _SERIAL) / threads))
