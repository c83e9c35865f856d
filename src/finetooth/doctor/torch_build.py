"""torch and the GPU: whether the build fits the machine."""

import os
from pathlib import Path

from finetooth.checks.wording import counted
from finetooth.computing.inference import is_quicker
from finetooth.doctor.line import LOOK, OK, PROBLEM, Line
from finetooth.training.means import size

_DRIVER = Path("/proc/driver/nvidia/version")


def torch_lines() -> list[Line]:
    """Tell how torch computes here. It is imported, which takes a second or more."""
    try:
        import torch
    except Exception as error:
        told = f"torch cannot be imported: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        return [Line("torch", PROBLEM, told, "pip install torch; see its site for the build of your machine")]
    threads, asked = torch.get_num_threads(), os.environ.get("OMP_NUM_THREADS")
    build = f"{torch.__version__}, {counted(threads, 'thread')}" + (f" (OMP_NUM_THREADS={asked})" if asked else "")
    build += "; float32 answers by oneDNN, which is quicker here" if is_quicker() else ""
    names = []
    if torch.cuda.is_available():
        for place in range(torch.cuda.device_count()):
            free, whole = torch.cuda.mem_get_info(place)
            names.append(f"{torch.cuda.get_device_name(place)}, {size(free)} of {size(whole)} free")
    built_for = torch.version.cuda or getattr(torch.version, "hip", None)
    return [Line("torch", OK, build), gpu(names, built_for, _DRIVER.exists())]


def gpu(names: list[str], built_for: str | None, driver: bool) -> Line:
    """Tell which GPUs are used, and where the build of torch and the machine do not fit."""
    if names:
        return Line("GPU", OK, "; ".join(names))
    if built_for and driver:
        fix = "see what `nvidia-smi` says: the driver may be too old for this build"
        return Line("GPU", PROBLEM, f"there is a driver, and torch (built for {built_for}) sees no GPU", fix)
    if built_for:
        fix = "for a machine without a GPU install torch's CPU build: it is smaller by gigabytes"
        return Line("GPU", LOOK, f"none, and torch is built for {built_for}: all runs on the processor", fix)
    if driver:
        return Line(
            "GPU", LOOK, "there is an NVIDIA driver, and torch is a CPU build", "install torch for CUDA to use it"
        )
    return Line("GPU", OK, "none: all runs on the processor")
