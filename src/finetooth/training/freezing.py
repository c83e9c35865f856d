"""A simpler model: the lower layers, or all but the head, stay as they are."""

from typing import TYPE_CHECKING, Literal

from finetooth.core.errors import UserError
from finetooth.training.optimizer import is_embedding, is_head, layer_of, number_of_layers, stacks_of

if TYPE_CHECKING:
    from torch import nn

_WHERE = "recipe: training.freeze_layers"
_ALL = "`all` to train the head alone"


def freeze(model: "nn.Module", layers: int | Literal["all"]) -> None:
    """Freeze the embeddings and the lowest ``layers``, or with ``all`` everything but the head.

    Raises UserError where the model has fewer layers, one that serves as all of them (ALBERT), several stacks of them
    (encoder and decoder), parts that cannot be told apart by their names, or no head that could learn.
    """
    if layers == 0:
        return
    if layers == "all":
        staying = {name for name, _ in model.named_parameters() if not is_head(name)}
    else:
        _must_have_layers(model, layers)
        staying = _lowest(model, layers)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name not in staying)
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise UserError("no part of this model would be trained", _WHERE, "freeze fewer layers")


def _must_have_layers(model: "nn.Module", layers: int) -> None:
    kind = getattr(model.config, "model_type", type(model).__name__)
    there, stacks = number_of_layers(model), stacks_of(model)
    said = int(getattr(model.config, "num_hidden_layers", there) or there)
    if there < said:
        why = "uses the same weights in several layers" if kind == "albert" else "has layers that cannot be told apart"
        raise UserError(f"the base model ({kind}) {why}: none can be frozen alone", _WHERE, f"name 0, or {_ALL}")
    if len(stacks) > 1:
        what = f"the base model ({kind}) has {len(stacks)} stacks of layers ({', '.join(stacks)}), and no lowest layers"
        raise UserError(what, _WHERE, f"name 0, or {_ALL}")
    if layers > there:
        raise UserError(f"the base model has {there} layers, not {layers}", _WHERE, f"name at most {there}, or {_ALL}")


def _lowest(model: "nn.Module", layers: int) -> set[str]:
    """Return the names of the embeddings, word vectors among them, and of the lowest layers. Raises UserError."""
    try:
        words = {id(weight) for weight in model.get_input_embeddings().parameters()}
    except (AttributeError, NotImplementedError):  # it reads characters, or something else without a table of vectors
        words = set()
    embeddings = {name for name, weight in model.named_parameters() if is_embedding(name) or id(weight) in words}
    if not embeddings:
        what = "the embeddings of the base model cannot be told by their names, and would go on learning below the rest"
        raise UserError(what, _WHERE, f"name 0, or {_ALL}")
    places = {name: layer_of(name) for name, _ in model.named_parameters()}
    return embeddings | {name for name, layer in places.items() if layer is not None and layer < layers}
