"""The weights that a fit may change: listed, copied, put back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import nn

Weights = dict[str, "torch.Tensor"]


def changing(model: "nn.Module") -> Weights:
    """Return the parameters that training changes, by name: views, not copies."""
    return {name: parameter.data for name, parameter in model.named_parameters() if parameter.requires_grad}


def copied(weights: Mapping[str, "torch.Tensor"]) -> Weights:
    """Return copies in the computer's memory."""
    return {name: value.detach().to("cpu", copy=True) for name, value in weights.items()}


def put(model: "nn.Module", weights: Mapping[str, "torch.Tensor"]) -> None:
    """Put weights back where they were taken from."""
    for name, value in changing(model).items():
        value.copy_(weights[name])


def not_finite(weights: Mapping[str, "torch.Tensor"]) -> str | None:
    """Return the name of the first weights with a NaN or an infinity among them: their sum is then none either.

    A sum costs a tenth of looking at each value, about 1 % of a step.
    """
    import torch

    if not weights:
        return None
    finite = torch.stack([value.sum(dtype=torch.float32) for value in weights.values()]).isfinite().tolist()
    return next((name for name, fine in zip(weights, finite, strict=True) if not fine), None)


def infinite(weights: Mapping[str, "torch.Tensor"]) -> str | None:
    """Return what is wrong with weights that are no numbers."""
    name = not_finite(weights)
    return f"the weights of {name} are no numbers" if name else None
