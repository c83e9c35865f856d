"""A simpler model: the lower layers, or all but the head, stay as they are."""

from typing import TYPE_CHECKING, Literal

from finetooth.core.errors import UserError
from finetooth.training.optimizer import is_embedding, is_head, layer_of, number_of_layers

if TYPE_CHECKING:
    from torch import nn


def freeze(model: "nn.Module", layers: int | Literal["all"]) -> None:
    """Freeze the embeddings and the lowest ``layers``, or with ``all`` everything but the head.

    Raises UserError where the model has fewer layers, or no head that could learn.
    """
    if layers == 0:
        return
    there = number_of_layers(model)
    if layers != "all" and layers > there:
        fix = f"name at most {there}, or `all` to train the head alone"
        raise UserError(f"the base model has {there} layers, not {layers}", "recipe: training.freeze_layers", fix)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(not _stays(name, layers))
    if not any(parameter.requires_grad for parameter in model.parameters()):
        fix = "freeze fewer layers"
        raise UserError("no part of this model would be trained", "recipe: training.freeze_layers", fix)


def _stays(name: str, layers: int | Literal["all"]) -> bool:
    if layers == "all":
        return not is_head(name)
    layer = layer_of(name)
    return is_embedding(name) or (layer is not None and layer < layers)
