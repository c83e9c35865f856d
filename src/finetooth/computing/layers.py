"""The plain linear layers of a model, and another way for them to multiply for a while."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn


def plain_layers(model: "nn.Module") -> list[Any]:
    """Return the linear layers with weights of the plain kind, whose forward pass nobody else has replaced."""
    from torch.nn import Linear, Parameter

    return [
        part
        for part in model.modules()
        if type(part) is Linear and type(part.weight) is Parameter and "forward" not in part.__dict__
    ]


@contextmanager
def multiplying(layers: Sequence[Any], forward: Callable[..., Any]) -> Iterator[None]:
    """Have the layers do ``forward(layer, input)`` while this lasts. The model must not be copied in the meantime."""
    for layer in layers:
        layer.forward = partial(forward, layer)
    try:
        yield
    finally:
        for layer in layers:
            layer.__dict__.pop("forward", None)
