"""The processor: its cores, whether they work side by side, and the numbers it multiplies."""

import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from finetooth.checks.wording import counted
from finetooth.core.this_machine import NATIVE_BF16, cpu_flags
from finetooth.doctor.line import LOOK, OK, Line

_WORTH = 0.7  # of what as many cores should do: less, and they share what they compute with
_SIZE, _ROUNDS, _TRIES = 384, 12, 3
_MOST = 8  # threads that are tried: enough to tell
_NAMES = {"avx2": "AVX2", "avx512f": "AVX-512", "amx_tile": "AMX", "asimd": "NEON"}


def processor() -> list[Line]:
    """Tell of cores, of what they do together, and of bfloat16."""
    cores = usable_cores()
    return [_cores(cores, quota()), *([together(cores, gain_of(min(cores, _MOST)))] if cores > 1 else []), numbers()]


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def quota(root: Path = Path("/")) -> float | None:
    """Return how many cores' worth of time the control group may take; None where there is no limit."""
    try:
        most, period = (root / "sys/fs/cgroup/cpu.max").read_text("ascii").split()
        return int(most) / int(period)
    except (OSError, ValueError):
        return None


def _cores(cores: int, limit: float | None) -> Line:
    told = f"{counted(cores, 'core')} of {os.cpu_count()} ({platform.machine()})"
    if limit is not None and limit < cores:
        fix = f"set OMP_NUM_THREADS={max(1, int(limit))}, or raise the limit of the container"
        return Line("cores", LOOK, f"{told}, and a limit that gives them the time of {limit:.1f}", fix)
    return Line("cores", OK, told)


def together(cores: int, gain: float) -> Line:
    """Tell what the cores do together; ``gain`` is in times of what one does."""
    tried = min(cores, _MOST)
    told = f"{tried} threads multiply {gain:.1f} times as fast as one"
    if gain >= _WORTH * tried:
        return Line("threads", OK, told)
    why = "they share a core, or the machine is busy"
    fix = "run nothing beside a training; if it is always so, time a run with OMP_NUM_THREADS=1"
    return Line("threads", LOOK, f"{told}: {why}", fix)


def gain_of(threads: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how many times the work of one thread several do side by side; the best of a few short tries."""
    import numpy as np
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    matrix = np.ones((_SIZE, _SIZE), np.float32)

    def work(_: int) -> None:
        for _ in range(_ROUNDS):
            matrix @ matrix

    best = 0.0
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        for _ in range(_TRIES):
            begin = clock()
            work(0)
            alone = clock() - begin
            begin = clock()
            list(pool.map(work, range(threads)))
            best = max(best, threads * alone / max(clock() - begin, 1e-9))
    return min(best, float(threads))


def numbers(flags: frozenset[str] | None = None) -> Line:
    """Tell which numbers the processor multiplies fast."""
    known = cpu_flags() if flags is None else flags
    sets = ", ".join(name for flag, name in _NAMES.items() if flag in known)
    if not known:
        return Line("numbers", OK, "the system does not tell the processor's instruction sets: float32 is used")
    if native := sorted(known & NATIVE_BF16):
        told = (
            f"{sets}; bfloat16 of its own ({', '.join(native)}): each model is tried with it, and uses it if it gains"
        )
        return Line("numbers", OK, told)
    if not {"avx2", "avx512f", "asimd"} & known:
        return Line(
            "numbers", LOOK, "neither AVX2 nor NEON: training is slow", "use another machine for more than a few rows"
        )
    return Line("numbers", OK, f"{sets}; no bfloat16 of its own: float32 is used")
