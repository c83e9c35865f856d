"""What this machine can do, and where finetooth keeps on it what can be computed again."""

import os
from pathlib import Path

NATIVE_BF16 = frozenset({"avx512_bf16", "amx_bf16"})  # without these bfloat16 is emulated: slow, or it hangs


def cpu_flags(path: Path = Path("/proc/cpuinfo")) -> frozenset[str]:
    """Return the instruction sets of the processor as Linux names them; none where they are not told."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line.split(":", 1)[1] for line in lines if line.startswith("flags")), "").split())


def cache_folder() -> Path:
    """Return where finetooth keeps what it can compute again: $FINETOOTH_CACHE, else the user's cache folder."""
    if own := os.environ.get("FINETOOTH_CACHE"):
        return Path(own).expanduser()
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path("~/.cache").expanduser()) / "finetooth"
