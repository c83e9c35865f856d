"""One step down: the gradient of its rows, micro-batch by micro-batch, clipped, and the optimizer's update."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.training.batching import Batches, Step
from finetooth.training.errors import DivergedError, UnfinishedUpdateError
from finetooth.training.frozen_products import frozen_products
from finetooth.training.memory import is_out_of_memory
from finetooth.training.schedule import share_of_peak
from finetooth.training.task_loss import TaskLoss
from finetooth.training.variants import Variants
from finetooth.training.weights import changing, copied, not_finite

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

    from finetooth.core.results import Settings


@dataclass(frozen=True)
class Stepped:
    """What a step saw: mean loss in nats, gradient norm before clipping, learning rate, tokens, answers and truth."""

    loss: float
    gradient_norm: float
    learning_rate: float
    tokens: int
    logits: np.ndarray  # float32[n, k]
    targets: np.ndarray  # [n, ...]


class Descent:
    """Steps of the optimizer. What a step does depends on its number and the weights alone.

    Rows, dropout and learning rate come from the seed and the number, so that a step can be repeated after a kill, an
    out-of-memory or a divergence without keeping the state of any random generator.
    """

    def __init__(
        self,
        model: "PreTrainedModel",
        rows: Sequence[dict[str, Any]],
        settings: "Settings",
        loss: TaskLoss,
        batches: Batches,
        optimizer: "torch.optim.Optimizer",
        variants: Variants | None = None,
        bf16: bool = False,
        epochs: float | None = None,
    ) -> None:
        self.variants, self.bf16 = variants, bf16
        self.model, self.rows, self.settings = model, rows, settings
        self.loss, self.batches, self.optimizer = loss, batches, optimizer
        self.planned = math.ceil(batches.steps * (epochs or settings.num_train_epochs) - 1e-6)
        self.start = copied(changing(model)) if settings.l2_start else {}
        self._names = {id(parameter): name for name, parameter in model.named_parameters()}
        self._epoch: tuple[int, list[Step], Sequence[dict[str, Any]]] = (-1, [], rows)

    def step(self, number: int, peak: float) -> Stepped:
        """Do the step of this number (from 0) with this peak learning rate. Raises DivergedError before any update."""
        settings = self.settings
        rate = peak * share_of_peak(number, self.planned, settings.warmup_ratio, settings.lr_scheduler_type)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        micro = self._rows_of(number)
        while True:
            try:
                stepped = self._gradient(number, micro, rate)
                break
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
            micro = self._smaller(micro)  # out here the error, which holds on to what filled the memory, is gone
        self._update(number)
        if self.start:
            self._pull_to_start()
        return stepped

    def bound(self, tokens: int) -> None:
        """Keep micro-batches to what an earlier process found that the memory holds."""
        self.batches = replace(self.batches, tokens=min(self.batches.tokens, tokens or self.batches.tokens))

    def _gradient(self, number: int, micro: Step, rate: float) -> Stepped:
        import torch

        torch.manual_seed(int(np.random.SeedSequence((self.settings.seed, number)).generate_state(1)[0]))
        self.optimizer.zero_grad(set_to_none=True)
        self.model.train()
        parts = [self.loss.batch([self._epoch[2][row] for row in part]) for part in micro]
        total = self.loss.total(parts)
        with frozen_products(self.model):
            done = [self.loss.backward(self.model, part, total, self.bf16) for part in parts]
        loss = sum(part.loss for part in done) / total
        if not math.isfinite(loss):
            raise DivergedError(f"the loss became {loss} in step {number + 1}")
        limit = self.settings.max_grad_norm
        norm = float(torch.nn.utils.clip_grad_norm_(self.model.parameters(), limit))
        if not math.isfinite(norm):
            raise DivergedError(f"the gradient became {norm} in step {number + 1}")
        if name := not_finite(changing(self.model)):
            raise DivergedError(f"the weights of {name} are no numbers in step {number + 1}")
        tokens = sum(part.tokens for part in done)
        logits, targets = (np.concatenate([getattr(part, name) for part in done]) for name in ("logits", "targets"))
        return Stepped(loss, norm, rate, tokens, logits, targets)

    def _update(self, number: int) -> None:
        try:
            self.optimizer.step()
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            told = f"memory ran out in the update of step {number + 1}: freeze layers, or train with lora_r"
            raise UnfinishedUpdateError(told) from None

    def _rows_of(self, number: int) -> Step:
        epoch, place = divmod(number, self.batches.steps)
        if self._epoch[0] != epoch:
            shown = self.variants.epoch(self.rows, epoch) if self.variants else self.rows
            self._epoch = epoch, self.batches.epoch(epoch), shown
        return self.batches.shared_out([row for part in self._epoch[1][place] for row in part])

    def _smaller(self, micro: Step) -> Step:
        """Halve the micro-batches from here on. Raises MemoryError where they are single rows already."""
        if all(len(part) == 1 for part in micro):
            raise MemoryError("a single row does not fit the memory: lower training.max_length, or freeze layers")
        import torch

        self.optimizer.zero_grad(set_to_none=True)
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        largest = max(len(part) * self.batches.lengths[part[0]] for part in micro)
        self.batches = replace(self.batches, tokens=max(1, min(largest, self.batches.tokens) // 2))
        return self.batches.shared_out([row for part in micro for row in part])

    def _pull_to_start(self) -> None:
        """Pull the weights toward where they started, decoupled from the gradient (L2-SP: Li et al. 2018)."""
        import torch

        with torch.no_grad():
            for group in self.optimizer.param_groups:
                strength = group["lr"] * self.settings.l2_start
                for parameter in group["params"]:
                    parameter.lerp_(self.start[self._names[id(parameter)]].to(parameter.device), min(1.0, strength))
