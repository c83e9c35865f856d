"""A contrastive stage for a handful of rows a class: texts of one class move together, those of two move apart.

SetFit's idea (Tunstall et al. 2022, "Efficient few-shot learning without prompts"): pairs of rows say far more than
the rows alone, so that the encoder learns from 8 rows a class what a new head could not tell it. Where SetFit embeds
pair by pair, here each step compares all pairs of its rows: 32 texts give 496 pairs at the price of 16.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.training.collate import Padding, collated, target_and_weight
from finetooth.training.means import adapt
from finetooth.training.memory import room
from finetooth.training.optimizer import make_optimizer
from finetooth.training.precision import autocast, multiplies_in_bf16
from finetooth.training.schedule import share_of_peak
from finetooth.training.windows import drawn_window

if TYPE_CHECKING:
    import torch
    from torch import nn

    from finetooth.core.results import Settings

ROWS, CLASSES = 32, 8  # of a step
_STREAM = 2  # apart from the fit's own random numbers


def contrast(
    model: "nn.Module",
    rows: Sequence[dict[str, Any]],
    padding: Padding | int,
    settings: "Settings",
    embed: "Callable[[dict[str, torch.Tensor]], torch.Tensor]",
    progress: Callable[[float, str], None],
    note: Callable[[str], None] = lambda _message: None,
) -> float:
    """Move the encoder, in place, in `contrastive_steps` steps; return the mean loss of the last tenth of them.

    ``embed`` returns the vectors of a batch. The same rows and settings give the same weights.
    """
    import torch

    optimizer = make_optimizer(model, settings)
    classes = _by_class(rows)
    losses, steps = [], settings.contrastive_steps
    bf16 = multiplies_in_bf16(settings.bf16, model, note)
    adapt(model, settings, [len(row["input_ids"]) for row in rows], room, note, rows=ROWS, bf16=bf16)
    model.train()
    for number in range(steps):
        rate = settings.contrastive_learning_rate * share_of_peak(number, steps, settings.warmup_ratio, "linear")
        for group in optimizer.param_groups:
            group["lr"] = rate * group["share"]
        torch.manual_seed(int(np.random.SeedSequence((settings.seed, number, _STREAM)).generate_state(1)[0]))
        batch = collated(_shown(rows, classes, settings.seed, number), padding).to(_device(model))
        optimizer.zero_grad(set_to_none=True)
        with autocast(bf16, _device(model)):
            vectors = embed(batch.inputs)
        loss = pair_loss(vectors, batch.targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), settings.max_grad_norm)
        optimizer.step()
        losses.append(float(loss.detach()))
        progress((number + 1) / steps, f"pairs of rows, step {number + 1} of {steps}")
    return float(np.mean(losses[-max(1, steps // 10) :]))


def pair_loss(vectors: "torch.Tensor", targets: "torch.Tensor") -> "torch.Tensor":
    """Return the mean squared error of all cosines, 1 being due to a pair of one class and 0 to any other.

    Both kinds of pairs count the same, however many there are of each; a row is no pair with itself.
    """
    import torch

    unit = torch.nn.functional.normalize(vectors.float(), dim=1)
    cosines = unit @ unit.T
    same = targets[:, None] == targets[None, :]
    other = ~torch.eye(len(targets), dtype=torch.bool, device=targets.device)
    kinds = [(same & other, 1.0), (~same, 0.0)]
    parts = [((cosines[kind] - due) ** 2).mean() for kind, due in kinds if bool(kind.any())]
    return torch.stack(parts).mean()


def drawn(classes: Sequence[np.ndarray], seed: int, number: int) -> list[int]:
    """Return the rows of a step: as many of each of its classes, the same for the same seed and number."""
    random = np.random.default_rng((seed, number, _STREAM))
    chosen = random.permutation(len(classes))[:CLASSES]
    each = ROWS // len(chosen)
    return [int(row) for place in chosen for row in random.permutation(classes[place])[:each]]


def _shown(
    rows: Sequence[dict[str, Any]], classes: Sequence[np.ndarray], seed: int, number: int
) -> list[dict[str, Any]]:
    """Return the rows of a step, of a long text one of its windows."""
    random = np.random.default_rng((seed, number, _STREAM, 1))
    return [drawn_window(rows[row], random) for row in drawn(classes, seed, number)]


def _by_class(rows: Sequence[dict[str, Any]]) -> list[np.ndarray]:
    targets = np.array([target_and_weight(row)[0] for row in rows])
    return [np.flatnonzero(targets == target) for target in np.unique(targets)]


def _device(model: "nn.Module") -> "torch.device":
    return next(model.parameters()).device
