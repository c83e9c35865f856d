"""Products with weights that a training leaves alone, in bfloat16, without a second copy of the weights.

For the backward pass autocast keeps the bfloat16 copy of each weight that it made on the way forward: half as much
again as the model takes. Of a weight that gets no gradient the copy is as well made anew when its turn comes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from finetooth.computing.inference import linear
from finetooth.computing.layers import multiplying, plain_layers

if TYPE_CHECKING:
    import torch
    from torch import nn


@contextmanager
def frozen_products(model: "nn.Module") -> "Iterator[None]":
    """Have the model's frozen linear layers multiply so while this lasts: forward and backward pass both.

    What they find is the same to the bit. Layers whose forward pass somebody else has put something in place of, and
    layers of other kinds, multiply as ever.
    """
    with multiplying([layer for layer in plain_layers(model) if _is_frozen(layer)], _forward):
        yield


def _is_frozen(layer: Any) -> bool:
    return not any(parameter.requires_grad for parameter in layer.parameters())


def _forward(layer: Any, input: "torch.Tensor") -> "torch.Tensor":
    import torch

    device = input.device.type
    cast = torch.is_autocast_enabled(device) and torch.float64 not in (input.dtype, layer.weight.dtype)  # left alone
    if cast and torch.is_grad_enabled() and _is_frozen(layer):
        made: torch.Tensor = _product().apply(input, layer.weight, layer.bias, torch.get_autocast_dtype(device))
        return made
    return linear(input, layer.weight, layer.bias)


@cache
def _product() -> Any:
    """Return the product with a backward pass of its own; torch is imported when it is first asked for."""
    from torch.autograd import Function

    class FrozenProduct(Function):  # type: ignore[misc]
        """Keeps the weight itself for the backward pass; only the values get a gradient."""

        @staticmethod
        def forward(ctx: Any, values: Any, weight: Any, bias: Any, dtype: Any) -> "torch.Tensor":
            ctx.save_for_backward(weight)
            ctx.dtype, ctx.of_values = dtype, values.dtype
            cast = None if bias is None else bias.to(dtype)
            return linear(values.to(dtype), weight.to(dtype), cast)

        @staticmethod
        def backward(ctx: Any, gradient: "torch.Tensor") -> Any:
            (weight,) = ctx.saved_tensors
            return (gradient.to(ctx.dtype) @ weight.to(ctx.dtype)).to(ctx.of_values), None, None, None

    return FrozenProduct
