"""Text classification with an encoder: its labels, its inputs, its answers."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.computing.inference import inference
from finetooth.core.errors import UserError
from finetooth.core.rows import Input
from finetooth.problems.problem import sorted_labels
from finetooth.problems.single_label import SingleLabel
from finetooth.tasks.base_files import longest_known, to_device
from finetooth.tasks.loading import load_model, load_tokenizer, load_trained
from finetooth.tasks.truncation import WINDOWS, in_windows, overlap_of, shortened, special_tokens

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

__all__ = [
    "Encoded",
    "batches_by_length",
    "cross_entropy",
    "encode",
    "features",
    "labels_of",
    "last_layer",
    "load_model",
    "load_tokenizer",
    "load_trained",
    "logits",
    "longest_known",
    "softmax",
    "targets_of",
    "to_device",
]

# input_ids, attention_mask; labels (an index, or [index, weight]) where known; windows: those after the first, if any
Encoded = dict[str, Any]
TOKENS_PER_BATCH = 4_096  # of inputs that are only predicted
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def labels_of(labels: Sequence[str | None]) -> tuple[str, ...]:
    """Return the distinct labels in reading order: numbers by value, texts by letter."""
    return sorted_labels(labels)


def targets_of(values: Sequence[str | None], labels: Sequence[str]) -> np.ndarray:
    """Return int64[n]: each label's index, -1 for one that ``labels`` lacks."""
    return SingleLabel(tuple(labels)).targets(values)


def encode(
    texts: Sequence[Input],
    tokenizer: "PreTrainedTokenizerBase",
    max_length: int,
    targets: Sequence[Any] | None = None,
    truncation: str = "head",
    window_stride: int | None = None,
) -> list[Encoded]:
    """Tokenise once, one entry a text, within ``max_length`` and without padding; ``targets`` are label indices,
    numbers, or tuples of zeros and ones.

    With ``windows`` an entry is the text's first window, and holds the others under ``windows``. Of two texts the
    longer is cut first. Raises UserError where two texts are to be cut otherwise.
    """
    if not texts:
        return []
    cut = {"truncation": True, "max_length": max_length} if truncation == "head" else {"verbose": False}
    batch = tokenizer(*_columns(texts, truncation), **cut)
    keys = [key for key in _INPUTS if key in batch]
    rows = [{key: batch[key][index] for key in keys} for index in range(len(texts))]
    if "attention_mask" not in batch:
        rows = [{**row, "attention_mask": [1] * len(row["input_ids"])} for row in rows]
    if truncation != "head":
        before, after = special_tokens(tokenizer)
        overlap = overlap_of(window_stride, max(1, max_length - before - after))
        rows = [
            in_windows(row, max_length, overlap, before, after)
            if truncation == WINDOWS
            else shortened(row, max_length, truncation, before, after)
            for row in rows
        ]
    if targets is not None:
        for row, target in zip(rows, targets, strict=True):
            row["labels"] = target
    return rows


def _columns(texts: Sequence[Input], truncation: str) -> list[list[str]]:
    """Return the texts as the tokenizer takes them: a list, or one of first and one of second texts."""
    if isinstance(texts[0], str):
        return [[str(text) for text in texts]]
    if truncation != "head":
        what = f"two texts a row cannot be cut by `truncation: {truncation}`"
        raise UserError(what, "recipe: training.truncation", "set training.truncation: head")
    return [list(column) for column in zip(*texts, strict=True)]


def logits(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[Encoded],
    progress: Callable[[float], None] | None = None,
) -> np.ndarray:
    """Return float64[n, k] logits in row order, those of a text's windows averaged.

    Batches are sorted by length and hold a bounded number of tokens.
    """
    windows, counts = _every_window(rows)
    results = np.zeros((len(windows), model.config.num_labels))
    for indices, answer in _answers(model, tokenizer, windows, progress):
        results[indices] = answer.double().cpu().numpy()
    return _averaged(results, counts)


def features(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", rows: Sequence[Encoded]) -> np.ndarray:
    """Return float64[n, d] in row order: what the last layer of the head makes its logits of.

    Those of a text's windows are averaged: as the layer is linear, the logits then are so too.
    """
    heard: list[torch.Tensor] = []
    layer = last_layer(model)
    hook = layer.register_forward_pre_hook(lambda _layer, inputs: heard.append(inputs[0]))
    windows, counts = _every_window(rows)
    results = np.zeros((len(windows), layer.in_features))
    try:
        for indices, _ in _answers(model, tokenizer, windows, None):
            results[indices] = heard.pop().reshape(len(indices), -1).double().cpu().numpy()
    finally:
        hook.remove()
    return _averaged(results, counts)


def last_layer(model: "PreTrainedModel") -> "torch.nn.Linear":
    """Return the linear layer that makes the logits."""
    from torch.nn import Linear

    size = model.config.num_labels
    return [part for part in model.modules() if isinstance(part, Linear) and part.out_features == size][-1]


def _every_window(rows: Sequence[Encoded]) -> tuple[Sequence[Encoded], list[int]]:
    """Return the windows of all texts in order, and how many each text has."""
    counts = [1 + len(row.get(WINDOWS, ())) for row in rows]
    return [window for row in rows for window in (row, *row.get(WINDOWS, ()))], counts


def _averaged(values: np.ndarray, counts: Sequence[int]) -> np.ndarray:
    """Return the mean of each text's windows."""
    if len(values) == len(counts):
        return values
    starts = np.cumsum([0, *counts[:-1]])
    return np.asarray(np.add.reduceat(values, starts, axis=0) / np.asarray(counts)[:, None])


def _answers(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[Encoded],
    progress: Callable[[float], None] | None,
) -> "Iterator[tuple[list[int], torch.Tensor]]":

    model.eval()
    finished = 0
    for indices in batches_by_length([len(row["input_ids"]) for row in rows]):
        inputs = [{key: rows[index][key] for key in _INPUTS if key in rows[index]} for index in indices]
        padded = tokenizer.pad(inputs, return_tensors="pt").to(model.device)
        with inference(model):
            answer = model(**padded).logits
        yield indices, answer
        finished += len(indices)
        if progress:
            progress(finished / len(rows))


def batches_by_length(lengths: Sequence[int], tokens: int = TOKENS_PER_BATCH) -> list[list[int]]:
    """Group row numbers, longest first, so that rows x longest stays within ``tokens`` (one row at least)."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= tokens:
            batches[-1].append(index)
        else:
            batches.append([index])
    return batches


def softmax(values: np.ndarray) -> np.ndarray:
    """Return probabilities of logits, over the last axis."""
    return SingleLabel(()).answers(values)


def cross_entropy(values: np.ndarray, targets: np.ndarray) -> float:
    """Return the mean cross-entropy in nats of logits against label indices."""
    return SingleLabel(()).loss(values, targets)
