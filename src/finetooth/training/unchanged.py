"""Which parameters never changed though they may: a layer that no gradient reaches, or that was frozen by mistake."""

from typing import TYPE_CHECKING

from finetooth.training.weights import Weights, changing

if TYPE_CHECKING:
    import torch
    from torch import nn


def marks(weights: Weights) -> dict[str, int]:
    """Return a number for each tensor that changes when any of its values does: the sum of its bits as integers."""
    return {name: _mark(value) for name, value in weights.items()}


def unchanged(model: "nn.Module", before: dict[str, int], optimizer: "torch.optim.Optimizer") -> tuple[str, ...]:
    """Return the names of parameters with the mark they had before, or that never got a gradient but zero.

    The optimizer's second moments tell of the latter where weight decay alone has moved a parameter; both cost nothing
    to keep.
    """
    after = marks(changing(model))
    states = {name: optimizer.state.get(parameter, {}) for name, parameter in model.named_parameters()}
    dead = {name for name, state in states.items() if "exp_avg_sq" in state and not bool(state["exp_avg_sq"].any())}
    return tuple(name for name, mark in after.items() if before.get(name) == mark or name in dead)


def share_of(model: "nn.Module", names: tuple[str, ...]) -> float:
    """Return the share of all values that may change which these parameters hold."""
    sizes = {name: value.numel() for name, value in changing(model).items()}
    return float(sum(sizes[name] for name in names) / max(1, sum(sizes.values())))


def _mark(value: "torch.Tensor") -> int:
    import torch

    whole = {8: torch.int64, 4: torch.int32, 2: torch.int16, 1: torch.int8}[value.element_size()]
    return int(value.contiguous().view(whole).sum(dtype=torch.int64))
