"""A forward pass without gradients, whose float32 products are made by the quicker of two libraries inside torch.

torch multiplies float32 matrices by Intel's MKL, which can be slow on the processors of others; oneDNN, which torch
brings along for its compiler, need not be. Both are float32 throughout and differ in the last bits. Which of them is
quicker is measured once a machine (``computing/gains.py``).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from finetooth.computing.gains import GAIN, known_gain, machine_key
from finetooth.computing.layers import multiplying, plain_layers

if TYPE_CHECKING:
    import torch
    from torch import nn

_FEWEST = 8  # rows of a matrix: with fewer neither is quicker
_ROWS, _WIDTH, _REPEATS = 256, 768, 8  # of the products that are timed
_ALIKE = 1e-4  # as a share of the largest value


@contextmanager
def inference(model: "nn.Module") -> "Iterator[None]":
    """Run the model without gradients, and its linear layers by the quicker product."""
    import torch

    chosen = plain_layers(model) if is_quicker() else []
    with multiplying(chosen, _forward), torch.inference_mode():
        yield


def linear(values: "torch.Tensor", weight: "torch.Tensor", bias: "torch.Tensor | None") -> "torch.Tensor":
    """Return what ``torch.nn.functional.linear`` does, by the quicker product.

    That is oneDNN's at most for float32 on a processor, without gradients.
    """
    import torch

    tensors = [values, weight] if bias is None else [values, weight, bias]
    plain = torch.is_grad_enabled() or torch.is_autocast_enabled("cpu") or not is_quicker()
    if plain or values.numel() < _FEWEST * values.shape[-1] or not all(map(_is_float32_here, tensors)):
        return torch.nn.functional.linear(values, weight, bias)
    return _by_onednn(values, weight, bias)


def is_quicker() -> bool:
    """Whether oneDNN multiplies quicker here, with as many threads as now, than what torch takes by itself."""
    import torch

    return _is_quicker(torch.get_num_threads())


@cache
def _is_quicker(_threads: int) -> bool:
    return known_gain(machine_key("float32 products by oneDNN"), _gain) >= GAIN


def _forward(layer: Any, input: "torch.Tensor") -> "torch.Tensor":
    return linear(input, layer.weight, layer.bias)


def _is_float32_here(tensor: "torch.Tensor") -> bool:
    import torch

    return bool(tensor.device.type == "cpu" and tensor.dtype == torch.float32)


def _by_onednn(values: "torch.Tensor", weight: "torch.Tensor", bias: "torch.Tensor | None") -> "torch.Tensor":
    import torch

    found: torch.Tensor = torch.ops.mkldnn._linear_pointwise(values, weight, bias, "none", [], "")
    return found


def _gain() -> float:
    """Return how many times as fast oneDNN is; 0 where it is not there or finds something else."""
    import torch

    made = torch.Generator().manual_seed(0)
    values, weight = torch.randn(_ROWS, _WIDTH, generator=made), torch.randn(_WIDTH, _WIDTH, generator=made)
    ways: tuple[Callable[..., torch.Tensor], ...] = (torch.nn.functional.linear, _by_onednn)
    with torch.inference_mode(), torch.autocast("cpu", enabled=False):
        try:
            one, other = (way(values, weight, None) for way in ways)
        except (RuntimeError, AttributeError, NotImplementedError):
            return 0.0
        if not float((one - other).abs().max()) <= _ALIKE * float(one.abs().max()):  # neither where it is no number
            return 0.0
        taken = [[_seconds(way, values, weight) for way in ways] for _ in range(_REPEATS)]
    plain, quick = (min(seconds) for seconds in zip(*taken, strict=True))
    return float(plain / quick)


def _seconds(way: "Callable[..., torch.Tensor]", values: "torch.Tensor", weight: "torch.Tensor") -> float:
    begin = time.perf_counter()
    way(values, weight, None)
    return time.perf_counter() - begin
