"""Completion losses: what the answers of conversations cost a model, row by row."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import numpy as np
import polars as pl

from finetooth.computing.inference import inference
from finetooth.tasks.sft.completion import token_losses
from finetooth.tasks.sft.documents import documents_apart, keeps_apart
from finetooth.tasks.sft.labels import Example
from finetooth.tasks.sft.token_loss import TokenBatch, head_of, hidden_states, joined

TOKENS = 1_024  # of sequences that are only read


def completion_losses(
    model: Any,
    examples: Sequence[Example],
    tokens: int = TOKENS,
    progress: Callable[[float], None] | None = None,
    packed: bool | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of weighted cross-entropies in nats and of weights, float64[n] each, of each sequence.

    The mean loss of many is the sum of the one by that of the other: each token counts alike. ``packed`` says whether
    the model keeps documents apart; where it is None that is tried.
    """

    losses = np.zeros(len(examples))
    weights = np.array([float(example.weights.sum(dtype=np.float64)) for example in examples])
    apart = keeps_apart(model) if packed is None else packed
    was_training, finished = model.training, 0
    model.eval()
    with inference(model), documents_apart(model) if apart else nullcontext():
        for places in read_together([len(example.ids) for example in examples], tokens):
            batch = joined([examples[place].inputs for place in places], share=apart).to(model.device)
            losses[places] = _sums(model, batch, apart)
            finished += len(places)
            if progress:
                progress(finished / len(examples))
    model.train(was_training)
    return losses, weights


def read_together(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Group sequences, longest first, so that all of a group have at most ``tokens`` (or there is one)."""
    groups: list[list[int]] = []
    room = 0
    for place in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if not groups or lengths[place] > room:
            groups.append([])
            room = max(tokens, lengths[place])
        groups[-1].append(place)
        room -= lengths[place]
    return groups


def per_row(examples: Sequence[Example], losses: np.ndarray, weights: np.ndarray) -> pl.DataFrame:
    """Return ``id, weight, loss``: of each row the weight of what is learned, and its mean loss in nats a token."""
    table = pl.DataFrame({"id": [example.row for example in examples], "sum": losses, "weight": weights})
    rows = table.group_by("id", maintain_order=True).agg(pl.col("sum").sum(), pl.col("weight").sum())
    return rows.select(pl.col("id").cast(pl.Int64), "weight", (pl.col("sum") / pl.col("weight")).alias("loss"))


def standard_error(losses: np.ndarray, weights: np.ndarray) -> float:
    """Return the standard error of the mean loss a token, tokens of one sequence being no independent witnesses.

    That of a ratio of sums over sequences (Cochran 1977, "Sampling techniques", 6.3).
    """
    count, total = len(losses), weights.sum()
    if count < 2 or not total:
        return float("nan")
    rest = losses - losses.sum() / total * weights
    return float(np.sqrt(count / (count - 1) * (rest**2).sum()) / total)


def _sums(model: Any, batch: TokenBatch, packed: bool) -> np.ndarray:
    """Return the weighted sum of losses float64[sequences] of each sequence of a batch."""
    import torch

    embedded = model.get_input_embeddings()(batch.ids[None])
    hidden = hidden_states(model, embedded, batch.lengths, packed, batch.shared)
    learned = batch.learned
    each = token_losses(hidden[batch.predicting], *head_of(model), batch.ids[learned]).double() * batch.weights[learned]
    owner = torch.arange(len(batch.lengths), device=each.device).repeat_interleave(
        torch.tensor(batch.lengths, device=each.device)
    )[learned - batch.shared]
    sums = torch.zeros(len(batch.lengths), dtype=torch.float64, device=each.device).index_add_(0, owner, each)
    return np.asarray(sums.cpu().numpy())
