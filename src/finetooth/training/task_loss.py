"""What the rows of a task cost: the part of a step that differs between tasks, and that of rows with one target."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from finetooth.training.collate import Batch, Padding, collated
from finetooth.training.objective import Objective
from finetooth.training.precision import autocast

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel


class Share(Protocol):
    """What a micro-batch gave: its weighted sum of plain losses in nats, tokens read, answers and truth, if any."""

    @property
    def loss(self) -> float:
        """The weighted sum."""

    @property
    def tokens(self) -> int:
        """How many were read."""

    @property
    def logits(self) -> np.ndarray:
        """float32[n, k]; n is 0 where answers are not kept."""

    @property
    def targets(self) -> np.ndarray:
        """[n, ...]."""


class ClassShare(NamedTuple):
    """What a micro-batch of rows with one target each gave."""

    loss: float
    tokens: int
    logits: np.ndarray
    targets: np.ndarray


class TaskLoss(Protocol):
    """Makes batches of rows, and their gradient: a step's is that of the sum over its micro-batches / total."""

    def batch(self, rows: Sequence[dict[str, Any]]) -> Any:
        """Return rows as one micro-batch."""

    def total(self, batches: Sequence[Any]) -> float:
        """Return what the sum of a step's losses is divided by."""

    def backward(self, model: "PreTrainedModel", batch: Any, total: float, bf16: bool) -> Share:
        """Add a micro-batch's gradient to the model's."""


@dataclass(frozen=True)
class ClassLoss:
    """The loss of rows with one target each."""

    objective: Objective
    padding: Padding | int

    def batch(self, rows: Sequence[dict[str, Any]]) -> Batch:
        """Return the rows padded to the longest of them."""
        made = collated(rows, self.padding)
        return replace(made, weights=self.objective.weights(made.targets, made.weights))

    def total(self, batches: Sequence[Batch]) -> float:
        """Return the weight of the rows."""
        return self.objective.total([batch.weights for batch in batches])

    def backward(self, model: "PreTrainedModel", batch: Batch, total: float, bf16: bool) -> ClassShare:
        """Add the gradient of the objective."""
        here = batch.to(model.device)

        def answer() -> "torch.Tensor":
            with autocast(bf16, model.device):
                return model(**here.inputs).logits.float()

        descended, logits = self.objective(answer, here.targets, here.weights)
        (descended / total).backward()
        loss = self.objective.plain(logits, here.targets, here.weights)
        tokens = int(batch.inputs["attention_mask"].sum())
        return ClassShare(loss, tokens, logits.detach().cpu().numpy(), batch.targets.numpy())
