"""A head that knows nothing yet, on a base model that brings one of its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def same_labels(config: Any, labels: Sequence[str]) -> bool:
    """Whether a base model was taught to tell these very labels, in this order."""
    known = getattr(config, "id2label", None) or {}
    return [known[number] for number in sorted(known)] == list(labels)


def head_weights(model: "PreTrainedModel") -> set[str]:
    """Return the names of all weights outside of the encoder."""
    encoder = {id(weight) for weight in model.base_model.parameters()}
    return {name for name, weight in model.named_parameters() if id(weight) not in encoder}


def refresh_head(model: "PreTrainedModel", seed: int) -> None:
    """Draw all weights outside of the encoder anew, as the architecture does it, repeatably by seed."""
    import torch
    from transformers import initialization

    encoder = set(model.base_model.modules())
    torch.manual_seed(seed)
    with torch.no_grad(), initialization.guard_torch_init_functions():
        for part in model.modules():
            if part is model or part in encoder:
                continue
            for weight in (*part.parameters(recurse=False), *part.buffers(recurse=False)):
                weight._is_hf_initialized = False
            model._init_weights(part)
