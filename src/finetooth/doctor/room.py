"""Room: memory within the limits of the system, and space on the disks that runs and caches lie on."""

import os
import shutil
import tempfile
from pathlib import Path

from finetooth.core.this_machine import cache_folder
from finetooth.doctor.line import LOOK, OK, PROBLEM, Line
from finetooth.training.means import size
from finetooth.training.memory import free_memory

LEAST_MEMORY, ENOUGH_MEMORY = 1_200_000_000, 4_000_000_000  # a small encoder, and one of 110 million parameters
LEAST_DISK, ENOUGH_DISK = 500_000_000, 5_000_000_000  # a run of a small encoder, and a few of larger ones


def memory(root: Path = Path("/")) -> list[Line]:
    """Tell how much memory is free, the limits of control groups counted in."""
    free = free_memory(root)
    if free is None:
        return [Line("memory", OK, "the system does not tell how much is free")]
    told = f"{size(free)} free"
    if free < LEAST_MEMORY:
        fix = "close other programs or raise the container's limit: a small encoder takes 1.2 GB to train"
        return [Line("memory", PROBLEM, told, fix)]
    if free < ENOUGH_MEMORY:
        fix = "enough for small encoders; `finetooth plan` says what a run takes"
        return [Line("memory", LOOK, told, fix)]
    return [Line("memory", OK, told)]


def disks() -> list[Line]:
    """Tell the space where runs go, where what can be computed again is kept, and where files pass through."""
    hub = os.environ.get("HF_HOME")
    models = Path(hub).expanduser() if hub else Path.home() / ".cache" / "huggingface"
    lines = [
        disk("runs", Path("runs").absolute(), "run in another folder, or name one with --out"),
        disk("cache", cache_folder(), "set FINETOOTH_CACHE to a folder with room"),
        disk("models", models, "set HF_HOME to a folder with room"),
        disk("temporary", Path(tempfile.gettempdir()), "set TMPDIR to a folder with room"),
    ]
    devices = {_existing(place).stat().st_dev for place in (Path("runs").absolute(), cache_folder(), models)}
    if len(devices) == 1 and all(line.state == OK for line in lines[:3]):  # one disk: one line
        told = f"{lines[0].told}, where the caches lie too ({cache_folder()}, {models})"
        return [Line("disk", OK, told), lines[3]]
    return lines


def disk(subject: str, folder: Path, fix: str) -> Line:
    """Tell whether a folder, or the first above it that exists, may be written to and has room."""
    here = _existing(folder)
    if not here.is_dir() or not os.access(here, os.W_OK | os.X_OK):
        return Line(subject, PROBLEM, f"{folder} cannot be written to", fix)
    free = shutil.disk_usage(here).free
    told = f"{size(free)} free on the disk of {folder}"
    if free < LEAST_DISK:
        return Line(subject, PROBLEM, told, f"free some space, or {fix}")
    return Line(subject, OK, told) if free >= ENOUGH_DISK else Line(subject, LOOK, told, f"free some space, or {fix}")


def _existing(folder: Path) -> Path:
    """Return the folder, or the first above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.exists())
