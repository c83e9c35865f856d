"""What a training takes of the memory: foreseen from the model's own count of what a backward pass keeps."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.training.frozen_products import frozen_products
from finetooth.training.optimizer import number_of_layers
from finetooth.training.precision import autocast
from finetooth.training.weights import changing

if TYPE_CHECKING:
    import torch
    from torch import nn

    from finetooth.core.results import Settings

Answer = Callable[["torch.Tensor"], "torch.Tensor"]
PREDICTED = 4_096  # tokens of a batch that is only predicted
_SHORTEST = 16
_MOVING = 2.5  # layers' worth of gradients, and of holes in the heap, beside what is kept; measured
_GUESSING = 1.1, 2.5  # layers' worth of tokens' and of pairs' values while rows are only predicted; measured
_LORA_HOLES = 1.2  # times as much: LoRA's small tensors lie between the large ones in the heap; measured on a CPU


@dataclass(frozen=True)
class Demand:
    """What one model asks for, in bytes: its weights, those that change, and what a row keeps for its backward pass."""

    weights: int
    changing: int
    a_token: float  # kept for each token
    a_pair: float  # kept for each pair of tokens of a row: attention
    layers: int
    a_layer_token: int  # what is kept of a token a layer where layers are computed again
    guess_token: float  # what all layers make of a token, and of a pair, whether kept or not
    guess_pair: float
    copied: float = 0.0  # weights once more in bfloat16, for as long as a pass lasts

    def of_rows(self, rows: int, length: int) -> float:
        """Return what rows of one length keep for the backward pass."""
        return rows * (self.a_token * length + self.a_pair * length**2)

    def step(self, rows: int, length: int, recomputed: bool) -> float:
        """Return the most that a micro-batch takes on its way down and up again."""
        whole, layers = self.of_rows(rows, length), max(1, self.layers)
        moving = _MOVING * whole / layers
        return rows * length * self.a_layer_token * layers + whole / layers + moving if recomputed else whole + moving

    def guess(self, rows: int, length: int) -> float:
        """Return what it takes to predict a batch."""
        made = _GUESSING[0] * self.guess_token * length + _GUESSING[1] * self.guess_pair * length**2
        return rows * made / max(1, self.layers)


@dataclass(frozen=True)
class Footprint:
    """What a training adds to what its process has with the model and the rows loaded, in bytes."""

    gradients: int
    moments: int
    copies: int  # of weights and moments to go back to: the best, the last good, averages
    activations: int
    saving: int  # copies on their way into a checkpoint, while no activations are there

    @property
    def peak(self) -> int:
        """The most at any time."""
        return self.gradients + self.moments + self.copies + max(self.activations, self.saving)

    @property
    def on_gpu(self) -> int:
        """What of it a GPU must hold: copies lie in the computer's memory."""
        return self.gradients + self.moments + self.activations


def footprint(
    demand: Demand,
    settings: "Settings",
    lengths: Sequence[int],
    tokens: int,
    recomputed: bool = False,
    rows: int | None = None,
    on_gpu: bool = False,
) -> Footprint:
    """Return what a training takes on rows of these lengths, in micro-batches of ``tokens``.

    ``rows`` is how many make a step that cannot be shared out; where it is absent steps are those of the settings.
    Predictions find room among what a step has left, but not in the holes that LoRA leaves. `bench/memory.py` measures.
    """
    one = demand.changing
    largest = max(
        demand.step(rows or micro_rows(settings.per_device_train_batch_size, length, tokens), length, recomputed)
        for length in set(lengths)
    )
    step = largest * (2 if settings.r_drop else 1)
    guessed = max(demand.guess(max(1, PREDICTED // length), length) for length in set(lengths))
    kept = 3 + (settings.average == "ema")  # weights and two moments, the moving average
    others = 2 + bool(settings.keep_simpler) + (settings.l2_start > 0) + 2 * (settings.average == "ema")
    others += settings.soup_size + 1 if settings.average == "soup" else 0
    holes = settings.lora_r and not on_gpu
    return Footprint(
        gradients=one,
        moments=2 * one,
        copies=(kept + others) * one,
        activations=int(demand.copied + (_LORA_HOLES * step + guessed if holes else max(step, guessed))),
        saving=(3 * kept + 1) * one,
    )


def micro_rows(step: int, length: int, tokens: int) -> int:
    """Return how many rows of a length share a micro-batch."""
    return min(step, max(1, tokens // max(1, length)))


def demand_of(model: "nn.Module", longest: int, answer: Answer | None = None, bf16: bool = False) -> Demand | None:
    """Count what a model keeps for the backward pass of one row, at two lengths; None for one without known layers.

    ``answer`` makes of ids[1, n] what the loss is made of: all logits where it is absent. ``bf16``: it multiplies in
    bfloat16, which halves most of what is kept, and keeps the weights that learn in that format beside their own.
    """
    config: Any = getattr(model, "config", None)
    hidden = getattr(config, "hidden_size", None)
    if not isinstance(hidden, int) or not number_of_layers(model):
        return None
    whole = sum(value.numel() * value.element_size() for value in (*model.parameters(), *model.buffers()))
    free = sum(value.numel() * value.element_size() for value in changing(model).values())
    asked = answer or partial(_logits, model)
    kept, copied = _by_length(model, longest, asked, bf16)
    frozen = [one for one in model.parameters() if not one.requires_grad and one.is_floating_point()]
    for parameter in frozen:
        parameter.requires_grad_(True)
    made = _by_length(model, longest, asked, bf16)[0] if frozen else kept
    for parameter in frozen:
        parameter.requires_grad_(False)
    return Demand(whole, free, *kept, number_of_layers(model), 4 * hidden, *made, copied)


def _by_length(model: "nn.Module", longest: int, answer: Answer, bf16: bool) -> tuple[tuple[float, float], float]:
    """Return what a row keeps for each of its tokens and for each pair of them, and what any number of rows shares.

    Two lengths tell the first two, a third the last: weights in bfloat16, of which float32 has none.
    """
    long = max(longest, 3)
    short = max(1, min(_SHORTEST, long // 2))
    one, two = (_kept_for_backward(model, length, answer, bf16) for length in (short, long))
    shared = 0.0
    if bf16:
        middle = (short + long) // 2
        curve = np.polyfit([short, middle, long], [one, _kept_for_backward(model, middle, answer, bf16), two], 2)
        shared = max(0.0, float(curve[2]))
    a_pair = max(0.0, ((two - shared) / long - (one - shared) / short) / (long - short))
    return ((two - shared) / long - a_pair * long, a_pair), shared


def _kept_for_backward(model: "nn.Module", length: int, answer: Answer, bf16: bool) -> int:
    """Return the bytes that autograd would keep after an answer to one row, weights aside; here nothing is kept."""
    import torch
    from torch.multiprocessing.reductions import StorageWeakRef

    own = {value.untyped_storage().data_ptr() for value in (*model.parameters(), *model.buffers())}
    seen: dict[StorageWeakRef, int] = {}  # by what outlives the memory, whose addresses are given out again

    def note(tensor: "torch.Tensor") -> None:
        storage = tensor.untyped_storage()
        if storage.data_ptr() not in own:
            seen[StorageWeakRef(storage)] = storage.nbytes()

    ids = torch.full((1, length), _word(model), device=model.device)
    hooks = torch.autograd.graph.saved_tensors_hooks(note, lambda nothing: nothing)
    with _teaching(model), hooks, autocast(bf16, ids.device), frozen_products(model):
        made = answer(ids)
    del made
    return sum(seen.values())


def _logits(model: "nn.Module", ids: "torch.Tensor") -> "torch.Tensor":
    import torch

    return model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits


def _word(model: "nn.Module") -> int:
    """Return the number of some token that is no padding."""
    return int(model.get_input_embeddings().weight.shape[0]) - 1


@contextmanager
def _teaching(model: "nn.Module") -> Iterator[None]:
    """Put a model into training for a moment, and its mode and torch's random numbers back as they were."""
    import torch

    before = model.training
    with torch.random.fork_rng(), torch.enable_grad():
        model.train()
        try:
            yield
        finally:
            model.train(before)
