"""AdamW over groups of parameters: no decay on biases and norms, smaller rates for lower layers."""

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch
    from torch import nn

    from finetooth.core.results import Settings

_LAYER = re.compile(r"(?:^|\.)(?:layers?|h|blocks?)\.(\d+)\.")
_EMBEDDINGS = re.compile(
    r"(?:^|\.)(?:embeddings?|wte|wpe|embed_tokens|word_embeddings?|tok_embeddings|mask_emb|embed_positions"
    r"|positions_embed|embeddings_project|embedding_hidden_mapping_in|word_embeddings_layernorm)(?:\.|$)"
)
_HEAD = re.compile(
    r"^(?:classifier|score|head|pre_classifier|pooler|dense|out_proj|classification_head|logits_proj|sequence_summary)(?:\.|$)"
)


def make_optimizer(model: "nn.Module", settings: "Settings") -> "torch.optim.Optimizer":
    """Return AdamW (bias-corrected, fused) over the parameters that may change.

    Each group's ``share`` is its part of the learning rate: `layerwise_lr_decay` to the power of its distance from the
    head, and for the head itself `head_learning_rate_factor`.
    Source: Howard & Ruder 2018 (discriminative rates); Zhang et al. 2021 (bias correction on few rows).
    """
    from torch.optim import AdamW

    groups = defaultdict[tuple[float, float], list["nn.Parameter"]](list)
    layers, plain = number_of_layers(model), _without_decay(model)
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            share = settings.layerwise_lr_decay ** _distance_from_head(name, layers)
            share *= settings.head_learning_rate_factor if is_head(name) else 1.0
            groups[share, 0.0 if name in plain else settings.weight_decay].append(parameter)
    given = [{"params": params, "share": share, "weight_decay": decay} for (share, decay), params in groups.items()]
    return AdamW(given, lr=settings.learning_rate, fused=True)


def number_of_layers(model: "nn.Module") -> int:
    """Return how many numbered layers the model has."""
    found = (layer_of(name) for name, _ in model.named_parameters())
    return 1 + max((layer for layer in found if layer is not None), default=-1)


def layer_of(name: str) -> int | None:
    """Return the layer a parameter belongs to by its name, counted from 0 at the bottom; None outside of layers."""
    match = _LAYER.search(name)
    return int(match[1]) if match else None


def stacks_of(model: "nn.Module") -> list[str]:
    """Return the paths of the model's stacks of numbered layers: an encoder with a decoder has two."""
    found = ((name, _LAYER.search(name)) for name, _ in model.named_parameters())
    return sorted({name[: match.start()] for name, match in found if match})


def is_embedding(name: str) -> bool:
    """Whether a parameter belongs to the embeddings below the first layer."""
    return layer_of(name) is None and _EMBEDDINGS.search(name) is not None


def is_head(name: str) -> bool:
    """Whether a parameter belongs to the task's own head."""
    return _HEAD.match(name.removeprefix("base_model.model.")) is not None


def _distance_from_head(name: str, layers: int) -> int:
    if is_embedding(name):
        return layers + 1
    layer = layer_of(name)
    return 0 if layer is None else layers - layer


def _without_decay(model: "nn.Module") -> set[str]:
    """Return the parameters of norms, and all biases."""
    norms = {
        f"{path}.{name}"
        for path, module in model.named_modules()
        if "norm" in type(module).__name__.lower()
        for name, _ in module.named_parameters(recurse=False)
    }
    return norms | {name for name, _ in model.named_parameters() if name.endswith("bias")}
