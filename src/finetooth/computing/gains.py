"""How many times as fast one way of computing is as another on this machine: measured once, and kept."""

import contextlib
import json
import math
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

from finetooth.core.fingerprint import digest
from finetooth.core.this_machine import cache_folder, cpu_flags

GAIN = 1.2  # times as fast: less is not worth another rounding
_FAILURE = 86_400.0  # seconds for which a trial that failed is believed


def known_gain(key: str, measure: Callable[[], float], folder: Path | None = None) -> float:
    """Return the gain that is on record for a key, or measure it and keep it: the same machine decides the same.

    A trial that failed (0) is made again after a day: the machine may only have been busy. Where the folder cannot be
    written, each process measures for itself.
    """
    path = (folder or cache_folder() / "precision") / f"{key}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        found = float(json.loads(path.read_text("utf-8"))["gain"])
        if math.isfinite(found) and (found > 0 or time.time() - path.stat().st_mtime < _FAILURE):
            return found
    gain = measure()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}.part")
        beside.write_text(json.dumps({"gain": gain}), "utf-8")
        beside.replace(path)
    return gain


def machine_key(what: str, processor: str = "") -> str:
    """Return what a measurement of ``what`` holds for: this machine, its threads and this version of torch."""
    import torch

    machine = processor or " ".join(sorted(cpu_flags()))
    return digest(what, machine, platform.node(), str(torch.get_num_threads()), torch.__version__)[:32]
