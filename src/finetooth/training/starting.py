"""What a fit starts with: its rows window by window, the batches they make, the objective and the optimizer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.training.batching import Batches, balanced
from finetooth.training.collate import Padding, target_and_weight
from finetooth.training.descent import Descent
from finetooth.training.footprint import Answer
from finetooth.training.means import adapt
from finetooth.training.objective import Objective
from finetooth.training.optimizer import make_optimizer
from finetooth.training.precision import multiplies_in_bf16
from finetooth.training.task_loss import ClassLoss, TaskLoss
from finetooth.training.variants import Variants
from finetooth.training.windows import counts_of, guise_spread_out, spread_out

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from finetooth.core.results import Settings
    from finetooth.training.rules import Rules


def descent_of(
    model: "PreTrainedModel",
    rows: Sequence[dict[str, Any]],
    padding: Padding | int,
    settings: "Settings",
    rules: "Rules",
    variants: Variants | None,
) -> Descent:
    """Return the steps of a fit on these texts. Classes are weighed and drawn by texts, not by windows."""
    import torch

    model.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    targets, shown = [target_and_weight(row)[0] for row in rows], spread_out(rows)
    chances = tuple(np.repeat(balanced(targets), counts_of(rows)).tolist()) if settings.sampling == "balanced" else None
    lengths = tuple(len(row["input_ids"]) for row in shown)
    bf16 = multiplies_in_bf16(settings.bf16, model, rules.note)
    tokens = adapt(model, settings, lengths, rules.free, rules.note, bf16=bf16)
    batches = Batches(lengths, settings.per_device_train_batch_size, tokens, settings.seed, chances)
    objective, optimizer = Objective.of(settings, targets), make_optimizer(model, settings)
    if len(shown) > len(rows):
        objective = replace(objective, mean_weight=_mean_weight(objective, shown, chances))
    guises = tuple(guise_spread_out(guise, rows) for guise in variants.guises) if variants else ()
    dressed = replace(variants, guises=guises) if variants else None
    loss = ClassLoss(objective, padding)
    return Descent(model, shown, settings, loss, batches, optimizer, dressed, bf16, rules.epochs)


def token_descent(
    model: "PreTrainedModel",
    rows: Sequence[dict[str, Any]],
    loss: TaskLoss,
    settings: "Settings",
    rules: "Rules",
    packed: bool,
    answer: Answer,
) -> Descent:
    """Return the steps of a fit on sequences whose tokens are learned (``input_ids``, ``weights``).

    ``answer`` makes of ids[1, n] what the loss is made of: the memory that it keeps is counted.
    """
    lengths = tuple(len(row["input_ids"]) for row in rows)
    bf16 = multiplies_in_bf16(settings.bf16, model, rules.note)
    tokens = adapt(model, settings, lengths, rules.free, rules.note, answer=answer, bf16=bf16)
    batches = Batches(lengths, settings.per_device_train_batch_size, tokens, settings.seed, packed=packed)
    return Descent(model, rows, settings, loss, batches, make_optimizer(model, settings), bf16=bf16)


def _mean_weight(objective: Objective, shown: Sequence[dict[str, Any]], chances: tuple[float, ...] | None) -> float:
    """Return what a row weighs in the mean of all steps."""
    import torch

    targets, weights = zip(*(target_and_weight(row) for row in shown), strict=True)
    all_weights = objective.weights(torch.tensor(targets), torch.tensor(weights, dtype=torch.float64))
    return float(np.average(all_weights.numpy(), weights=chances))
