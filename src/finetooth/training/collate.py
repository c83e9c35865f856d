"""Rows of tokens as one padded batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Batch:
    """``inputs`` go into the model, int64[b, longest] each; ``targets`` int64[b]; ``weights`` float32[b]."""

    inputs: dict[str, "torch.Tensor"]
    targets: "torch.Tensor"
    weights: "torch.Tensor"

    def to(self, device: "torch.device") -> "Batch":
        """Return the batch on a device."""
        inputs = {key: value.to(device) for key, value in self.inputs.items()}
        return Batch(inputs, self.targets.to(device), self.weights.to(device))


def collated(rows: Sequence[Mapping[str, Any]], pad_token_id: int) -> Batch:
    """Pad rows to the longest of them. A row's ``labels`` is its target, or [target, weight]."""
    import numpy as np
    import torch

    longest = max(len(row["input_ids"]) for row in rows)
    inputs = {}
    for key in ("input_ids", "attention_mask", "token_type_ids"):
        if key in rows[0]:
            padded = np.full((len(rows), longest), pad_token_id if key == "input_ids" else 0, dtype=np.int64)
            for place, row in enumerate(rows):
                padded[place, : len(row[key])] = row[key]
            inputs[key] = torch.from_numpy(padded)
    known = [target_and_weight(row) for row in rows]
    targets = torch.tensor([target for target, _ in known])
    return Batch(inputs, targets, torch.tensor([weight for _, weight in known], dtype=torch.float32))


def target_and_weight(row: Mapping[str, Any]) -> tuple[int, float]:
    """Return the class of a row and how much the row counts."""
    labels = row["labels"]
    return (int(labels[0]), float(labels[1])) if isinstance(labels, list | tuple) else (int(labels), 1.0)
