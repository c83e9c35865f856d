"""Whether a fit multiplies in bfloat16: where the machine has it, and a measurement shows that it gains by it."""

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from finetooth.computing.gains import GAIN, known_gain, machine_key
from finetooth.core.this_machine import NATIVE_BF16, cpu_flags

if TYPE_CHECKING:
    import torch
    from torch import nn

WORTH_TRYING = 1_000_000  # parameters: with fewer a fit is over before a trial is, and what it tells is noise
_LONGEST = 120.0  # seconds that a trial may take, loading included
_LABELS = ("id2label", "label2id", "problem_type")
_NAMES = (*_LABELS, "_name_or_path", "transformers_version", "truncation", "window_stride")  # no part of the shape


def autocast(bf16: bool, device: "torch.device") -> "contextlib.AbstractContextManager[Any]":
    """Return what a forward pass runs in: bfloat16 for its products, or nothing special."""
    import torch

    return torch.autocast(device.type, torch.bfloat16) if bf16 else contextlib.nullcontext()


def multiplies_in_bf16(
    option: bool | str, model: "nn.Module", note: Callable[[str], None], flags: frozenset[str] | None = None
) -> bool:
    """Return what the option says; for ``auto`` what a trial on this machine found, where there is anything to try."""
    import torch

    device = next(model.parameters()).device.type
    known = cpu_flags() if flags is None else flags
    has_it = torch.cuda.is_bf16_supported() if device == "cuda" else bool(known & NATIVE_BF16)
    if option is True and not has_it:
        note("bf16 was asked for on a machine that has none of its own: this may be slow")
    small = sum(parameter.numel() for parameter in model.parameters()) < WORTH_TRYING
    if option != "auto" or not has_it or small or not hasattr(model.config, "to_dict"):
        return option is True
    gain = known_gain(key_of(model.config, device), lambda: tried(model.config, device))
    told = f"bf16 trains this model {gain:.2f} times as fast here" if gain else "a trial of bf16 did not come to an end"
    note(f"{told}: {'it is used' if gain >= GAIN else 'float32 is kept'}")
    return gain >= GAIN


def key_of(config: Any, device: str) -> str:
    """Return what a trial's result holds for: this machine, this version of torch, models of this shape."""
    import torch

    shape = {name: value for name, value in config.to_dict().items() if name not in _NAMES}
    processor = torch.cuda.get_device_name() if device == "cuda" else ""
    return machine_key(json.dumps(shape, sort_keys=True, default=str), processor)


def tried(config: Any, device: str, longest: float = _LONGEST, command: tuple[str, ...] = ()) -> float:
    """Train a model of this shape for a few steps in both formats, in a process that can be ended: bf16 may hang.

    Returns how many times as fast bfloat16 was; 0 where the trial failed or took too long.
    """
    import torch

    words = command or (sys.executable, "-m", "finetooth.training.bf16_trial")
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
        config.save_pretrained(folder)
        given = [*words, folder, device, str(torch.get_num_threads())]
        run = subprocess.run(given, capture_output=True, text=True, timeout=longest, check=True)
        return float(run.stdout.split()[-1])
    return 0.0
