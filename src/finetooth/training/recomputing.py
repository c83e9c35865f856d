"""Gradient checkpointing: layers compute their values again in the backward pass in place of keeping them.

Source: Chen et al. 2016, "Training deep nets with sublinear memory cost". Dropout repeats, as torch keeps the state of
its random generators at each layer, so that the gradients are the same.
"""

from typing import TYPE_CHECKING, Any

from finetooth.core.errors import UserError

if TYPE_CHECKING:
    from torch import nn


def can_recompute(model: "nn.Module") -> bool:
    """Whether the architecture has layers that can be computed again."""
    body = _body(model)
    return bool(getattr(body, "supports_gradient_checkpointing", False))


def recompute(model: "nn.Module") -> None:
    """Have the model compute its layers again, in place; it acts in training only. Raises UserError where it cannot."""
    body = _body(model)
    if not can_recompute(model):
        fix = "set training.gradient_checkpointing to auto, or choose another base model"
        what = f"{type(body).__name__} cannot compute its layers again"
        raise UserError(what, "recipe: training.gradient_checkpointing", fix)
    if hasattr(body, "activation_checkpointing_enable"):  # its name since transformers 5.20
        body.activation_checkpointing_enable({"use_reentrant": False})
    else:
        body.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
    body.disable_input_require_grads()  # or frozen layers would be gone through backward, for nothing


def _body(model: "nn.Module") -> Any:
    """Return the part of the model that is transformers' own."""
    return getattr(model, "encoder", model) if not hasattr(model, "supports_gradient_checkpointing") else model
