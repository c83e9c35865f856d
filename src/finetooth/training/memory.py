"""The memory: how much of it is free, and whether an error says that it ran out."""

import contextlib
from pathlib import Path

_WORDS = ("can't allocate memory", "not enough memory", "out of memory", "CUBLAS_STATUS_ALLOC_FAILED")
_PAGE = 4_096


def is_out_of_memory(error: BaseException) -> bool:
    """Whether this is an out-of-memory of Python, of a GPU, or of torch on a CPU (which raises a RuntimeError)."""
    import torch

    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _WORDS)


def room() -> int | None:
    """Return how many bytes a training may still take where it computes: on the GPU, else in the memory."""
    gpu = free_gpu_memory()
    return free_memory() if gpu is None else gpu


def free_memory(root: Path = Path("/")) -> int | None:
    """Return how many bytes this process may still take: what the machine has, within its groups' limits.

    None where the system does not tell (it is Linux's way of telling).
    """
    known = [_available(root / "proc/meminfo"), *_rooms_of_groups(root)]
    return min((room for room in known if room is not None), default=None)


def free_gpu_memory() -> int | None:
    """Return how many bytes are free on the GPU, what torch keeps for later among them; None where there is none."""
    import torch

    if not torch.cuda.is_available():
        return None
    free = torch.cuda.mem_get_info()[0]
    return int(free + torch.cuda.memory_reserved() - torch.cuda.memory_allocated())


def resident(root: Path = Path("/")) -> int:
    """Return how many bytes of memory this process holds; 0 where the system does not tell."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int((root / "proc/self/statm").read_text("ascii").split()[1]) * _PAGE
    return 0


def _available(path: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1_024
    return None


def _rooms_of_groups(root: Path) -> list[int]:
    """Return what the limits of this process's control groups leave, from its own up to the outermost."""
    found: list[int | None] = []
    with contextlib.suppress(OSError):
        for line in (root / "proc/self/cgroup").read_text("utf-8").splitlines():
            _, kinds, place = line.split(":", 2)
            if kinds not in ("", "memory"):
                continue
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes") if kinds else ("memory.max", "memory.current")
            top = root / "sys/fs/cgroup" / kinds
            found += [_room(folder, *names) for folder in _up(top, place)]
    return [room for room in found if room is not None]


def _up(top: Path, place: str) -> list[Path]:
    own = top / place.strip("/")
    return [own, *(folder for folder in own.parents if folder == top or top in folder.parents)]


def _room(folder: Path, limit: str, used: str) -> int | None:
    """Return what a group may still take; files that are only kept to be read again do not count as taken."""
    with contextlib.suppress(OSError, ValueError):
        most = int((folder / limit).read_text("ascii"))  # "max" is no number, and no limit
        lines = (folder / "memory.stat").read_text("ascii").splitlines()
        kept = {name: int(value) for name, _, value in (line.partition(" ") for line in lines)}
        inactive = kept.get("total_inactive_file", kept.get("inactive_file", 0))
        return max(0, most - int((folder / used).read_text("ascii")) + inactive)
    return None
