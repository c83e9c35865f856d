"""How token vectors become one vector a text, of length 1."""

from typing import TYPE_CHECKING

from finetooth.core.model_folder import Pooling

if TYPE_CHECKING:
    import torch


def pooled(hidden: "torch.Tensor", mask: "torch.Tensor", pooling: Pooling) -> "torch.Tensor":
    """Return float32[n, d], each row of length 1, from hidden[n, tokens, d] and its attention mask[n, tokens]."""
    from torch.nn.functional import normalize

    if pooling == "cls":
        return normalize(hidden[:, 0].float(), dim=1)
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return normalize((hidden * weights).sum(dim=1).float() / mask.sum(dim=1, keepdim=True).clamp(min=1), dim=1)
