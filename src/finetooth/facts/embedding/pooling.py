"""How token vectors become one vector a text: what the model's own pooling file says, else their mean."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import torch

Pooling = Literal["mean", "cls"]


def pooling_of(location: Path) -> Pooling:
    """Return what sentence-transformers' ``1_Pooling/config.json`` asks for: ``cls``, or else the mean.

    A plain encoder has no such file; the mean of its last hidden state is then the better summary
    (Reimers & Gurevych, 2019). A file that cannot be read counts as none.
    """
    try:
        config = json.loads((location / "1_Pooling" / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return "mean"
    asked = isinstance(config, dict) and config.get("pooling_mode_cls_token") is True
    return "cls" if asked and config.get("pooling_mode_mean_tokens") is not True else "mean"


def pooled(hidden: "torch.Tensor", mask: "torch.Tensor", pooling: Pooling) -> "torch.Tensor":
    """Return float32[n, d], each row of length 1, from hidden[n, tokens, d] and its attention mask[n, tokens]."""
    from torch.nn.functional import normalize

    if pooling == "cls":
        return normalize(hidden[:, 0].float(), dim=1)
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return normalize((hidden * weights).sum(dim=1).float() / mask.sum(dim=1, keepdim=True).clamp(min=1), dim=1)
