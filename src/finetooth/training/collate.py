"""Rows of tokens as one padded batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedTokenizerBase


@dataclass(frozen=True)
class Padding:
    """How short rows are filled up: with which token, of which token type, and on which side, as predictions are."""

    token: int
    side: Literal["right", "left"] = "right"
    token_type: int = 0

    @classmethod
    def of(cls, tokenizer: "PreTrainedTokenizerBase") -> Self:
        """Return how a tokenizer pads."""
        side: Literal["right", "left"] = "left" if tokenizer.padding_side == "left" else "right"
        return cls(int(tokenizer.pad_token_id), side, int(tokenizer.pad_token_type_id))


@dataclass(frozen=True)
class Batch:
    """``inputs`` go into the model, int64[b, longest] each; ``weights`` are float32[b].

    ``targets`` are int64[b], int64[b, k] or float32[b], as the problem has them.
    """

    inputs: dict[str, "torch.Tensor"]
    targets: "torch.Tensor"
    weights: "torch.Tensor"

    def to(self, device: "torch.device") -> "Batch":
        """Return the batch on a device."""
        inputs = {key: value.to(device) for key, value in self.inputs.items()}
        return Batch(inputs, self.targets.to(device), self.weights.to(device))


def collated(rows: Sequence[Mapping[str, Any]], padding: Padding | int) -> Batch:
    """Pad rows to the longest of them; a number is the token to do so with, on the right.

    A row's ``labels`` is its target (a class, a number, or a tuple of zeros and ones), or a list: [target, weight].
    """
    import numpy as np
    import torch

    how = Padding(padding) if isinstance(padding, int) else padding
    fill = {"input_ids": how.token, "attention_mask": 0, "token_type_ids": how.token_type}
    longest = max(len(row["input_ids"]) for row in rows)
    inputs = {}
    for key, filler in fill.items():
        if key in rows[0]:
            padded = np.full((len(rows), longest), filler, dtype=np.int64)
            for place, row in enumerate(rows):
                start = longest - len(row[key]) if how.side == "left" else 0
                padded[place, start : start + len(row[key])] = row[key]
            inputs[key] = torch.from_numpy(padded)
    known = [target_and_weight(row) for row in rows]
    targets = torch.tensor([target for target, _ in known])
    return Batch(inputs, targets, torch.tensor([weight for _, weight in known], dtype=torch.float32))


def target_and_weight(row: Mapping[str, Any]) -> tuple[Any, float]:
    """Return the target of a row and how much the row counts."""
    labels = row["labels"]
    return (labels[0], float(labels[1])) if isinstance(labels, list) else (labels, 1.0)
