"""Text classification with an encoder: the model, its inputs, its probabilities."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from finetooth.core.errors import UserError
from finetooth.core.model_folder import Pooling, is_pooled, model_limit
from finetooth.core.results import Base
from finetooth.tasks.dropout import dropout_options
from finetooth.tasks.truncation import shortened, special_tokens

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

Encoded = dict[str, Any]  # input_ids, attention_mask; labels (an index) where known
TOKENS_PER_BATCH = 4_096  # of inputs that are only predicted
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


def labels_of(labels: Sequence[str | None]) -> tuple[str, ...]:
    """Return the distinct labels in reading order: numbers by value, texts by letter."""
    known = {label for label in labels if label is not None}
    if all(_WHOLE_NUMBER.fullmatch(label) for label in known):
        return tuple(sorted(known, key=lambda label: (int(label), label)))
    return tuple(sorted(known))


def targets_of(values: Sequence[str | None], labels: Sequence[str]) -> np.ndarray:
    """Return int64[n]: each label's index, -1 for one that ``labels`` lacks."""
    index = {label: number for number, label in enumerate(labels)}
    return np.array([index.get(value, -1) if value is not None else -1 for value in values], dtype=np.int64)


def load_tokenizer(base: Base) -> "PreTrainedTokenizerBase":
    """Load the base model's tokenizer. Raises UserError, also where it cannot pad."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)
    except (OSError, ValueError) as error:
        raise _cannot_load("tokenizer", base, error) from None
    if tokenizer.pad_token is None:
        fix = "name an encoder (of the BERT family, say), or set pad_token in the folder's tokenizer_config.json"
        what = "the base model's tokenizer has no pad token, without which rows cannot be batched"
        raise UserError(what, f"{base.name} ({base.location})", fix)
    return tokenizer


def longest_known(base: Base, tokenizer: "PreTrainedTokenizerBase") -> int:
    """Return the longest input in tokens that both the tokenizer and the model's positions allow. Raises UserError."""
    return model_limit(Path(base.location), int(tokenizer.model_max_length))


def load_model(
    base: Base,
    labels: Sequence[str],
    seed: int,
    hidden_dropout: float | None = None,
    classifier_dropout: float | None = None,
    pooling: str = "own",  # or "mean", "cls"
) -> "PreTrainedModel":
    """Load a base model with a fresh classification head for these labels, repeatably by seed. Raises UserError.

    The dropout of body and head is the model's own where it is None; so is the head, where ``pooling`` is ``own``.
    """
    from safetensors import SafetensorError
    from transformers import AutoConfig, AutoModelForSequenceClassification, set_seed

    set_seed(seed)
    try:
        config = AutoConfig.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)
        options = dropout_options(config, hidden_dropout, classifier_dropout) | _loading(base.trust_remote_code)
        options |= {"num_labels": len(labels), "id2label": dict(enumerate(labels))}
        options |= {"problem_type": "single_label_classification"}  # whatever the base was taught before
        options |= {"label2id": {label: index for index, label in enumerate(labels)}}
        if pooling != "own":
            from finetooth.tasks import pooled

            return pooled.start(base.location, cast(Pooling, pooling), classifier_dropout, **options)
        return AutoModelForSequenceClassification.from_pretrained(
            base.location,
            ignore_mismatched_sizes=True,  # a head of another task is replaced
            **options,
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise _cannot_load("model", base, error) from None


def load_trained(folder: Path, trust_remote_code: bool = False) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """Load a model folder that a run wrote, with its tokenizer."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    if is_pooled(folder):
        from finetooth.tasks import pooled

        model = pooled.load(folder, **_loading(trust_remote_code))
    else:
        model = AutoModelForSequenceClassification.from_pretrained(folder, **_loading(trust_remote_code))
    return to_device(model), AutoTokenizer.from_pretrained(folder, trust_remote_code=trust_remote_code)


def to_device(model: "PreTrainedModel") -> "PreTrainedModel":
    """Move a model to the GPU where there is one, and return it."""
    import torch

    model.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    return model


def _loading(trust_remote_code: bool) -> dict[str, Any]:
    import torch

    options = {"use_safetensors": True, "trust_remote_code": trust_remote_code, "dtype": torch.float32}
    if not torch.cuda.is_available():  # plain matrix products train faster than fused attention on a CPU: decision 0005
        options["attn_implementation"] = "eager"
    return options


def encode(
    texts: Sequence[str],
    tokenizer: "PreTrainedTokenizerBase",
    max_length: int,
    targets: Sequence[int] | None = None,
    truncation: str = "head",
) -> list[Encoded]:
    """Tokenise once, cut at ``max_length``, without padding; ``targets`` are label indices."""
    if not texts:
        return []
    cut = {"truncation": True, "max_length": max_length} if truncation == "head" else {"verbose": False}
    batch = tokenizer(list(texts), **cut)
    keys = [key for key in ("input_ids", "attention_mask", "token_type_ids") if key in batch]
    rows = [{key: batch[key][index] for key in keys} for index in range(len(texts))]
    if "attention_mask" not in batch:
        rows = [{**row, "attention_mask": [1] * len(row["input_ids"])} for row in rows]
    if truncation != "head":
        before, after = special_tokens(tokenizer)
        rows = [shortened(row, max_length, truncation, before, after) for row in rows]
    if targets is not None:
        for row, target in zip(rows, targets, strict=True):
            row["labels"] = int(target)
    return rows


def logits(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[Encoded],
    progress: Callable[[float], None] | None = None,
) -> np.ndarray:
    """Return float64[n, k] logits in row order; batches are sorted by length and hold a bounded number of tokens."""
    results = np.zeros((len(rows), model.config.num_labels))
    for indices, answer in _answers(model, tokenizer, rows, progress):
        results[indices] = answer.double().cpu().numpy()
    return results


def features(model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerBase", rows: Sequence[Encoded]) -> np.ndarray:
    """Return float64[n, d] in row order: what the last layer of the head makes its logits of."""
    heard: list[torch.Tensor] = []
    layer = last_layer(model)
    hook = layer.register_forward_pre_hook(lambda _layer, inputs: heard.append(inputs[0]))
    results = np.zeros((len(rows), layer.in_features))
    try:
        for indices, _ in _answers(model, tokenizer, rows, None):
            results[indices] = heard.pop().reshape(len(indices), -1).double().cpu().numpy()
    finally:
        hook.remove()
    return results


def last_layer(model: "PreTrainedModel") -> "torch.nn.Linear":
    """Return the linear layer that makes the logits."""
    from torch.nn import Linear

    size = model.config.num_labels
    return [part for part in model.modules() if isinstance(part, Linear) and part.out_features == size][-1]


def _answers(
    model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    rows: Sequence[Encoded],
    progress: Callable[[float], None] | None,
) -> "Iterator[tuple[list[int], torch.Tensor]]":
    import torch

    model.eval()
    finished = 0
    for indices in batches_by_length([len(row["input_ids"]) for row in rows]):
        inputs = [{key: value for key, value in rows[index].items() if key != "labels"} for index in indices]
        padded = tokenizer.pad(inputs, return_tensors="pt").to(model.device)
        with torch.inference_mode():
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
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def cross_entropy(values: np.ndarray, targets: np.ndarray) -> float:
    """Return the mean cross-entropy in nats of logits against label indices."""
    top = values.max(axis=-1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(values - top).sum(axis=-1))
    return float((log_sum - values[np.arange(len(targets)), targets]).mean())


def _cannot_load(part: str, base: Base, error: Exception) -> UserError:
    reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    fix = "name an encoder that transformers' AutoModelForSequenceClassification can load"
    return UserError(f"the base model's {part} could not be loaded: {reason}", f"{base.name} ({base.location})", fix)
