"""What a language model's rows cost: cross-entropy of the tokens that are learned, each by its weight.

A step's loss is the weighted sum over all its tokens by their weight, however they are shared out to micro-batches, so
that small micro-batches descend as one large batch would.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from finetooth.tasks.sft.completion import completion_loss
from finetooth.tasks.sft.documents import body_of, hidden_of

if TYPE_CHECKING:
    import torch
    from torch import nn

Autocast = Callable[[bool, "torch.device"], AbstractContextManager[Any]]


@dataclass(frozen=True)
class TokenBatch:
    """Sequences one after the other: ``ids`` int64[n], ``weights`` float32[n], and how long each is.

    The first ``shared`` tokens are those that all sequences begin with; lengths are without them.
    """

    ids: "torch.Tensor"
    weights: "torch.Tensor"
    lengths: tuple[int, ...]
    shared: int = 0

    @property
    def learned(self) -> "torch.Tensor":
        """The places int64[m] of the tokens that are learned."""
        return self.weights.nonzero()[:, 0]

    @property
    def predicting(self) -> "torch.Tensor":
        """The places int64[m] that predict the tokens that are learned: before them, or the end of what is shared."""
        import torch

        before = torch.arange(-1, len(self.ids) - 1, device=self.ids.device)
        starts = self.shared + np.cumsum([0, *self.lengths[:-1]])
        before[torch.from_numpy(starts).to(before.device)] = self.shared - 1
        return before[self.learned]

    @property
    def tokens(self) -> int:
        """How many tokens the sequences have, those that are shared counted for each."""
        return sum(self.lengths) + self.shared * len(self.lengths)

    def to(self, device: "torch.device") -> "TokenBatch":
        """Return the batch on a device."""
        return TokenBatch(self.ids.to(device), self.weights.to(device), self.lengths, self.shared)


class Share(NamedTuple):
    """What a micro-batch gave: its weighted sum of losses in nats, and its tokens; answers are not kept."""

    loss: float
    tokens: int
    logits: np.ndarray
    targets: np.ndarray


def joined(rows: Sequence[dict[str, Any]], share: bool = False) -> TokenBatch:
    """Return rows (``input_ids``, ``weights``) as one batch without padding.

    Where they may ``share``, what all of them begin with and none learns stands there once.
    """
    import torch

    shared = beginning_of(rows) if share else 0
    first = (np.asarray(rows[0][key])[:shared] for key in ("input_ids", "weights"))
    ids, weights = (
        np.concatenate([start, *(np.asarray(row[key])[shared:] for row in rows)])
        for start, key in zip(first, ("input_ids", "weights"), strict=True)
    )
    lengths = tuple(len(row["input_ids"]) - shared for row in rows)
    made = torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(weights.astype(np.float32))
    return TokenBatch(*made, lengths, shared)


def beginning_of(rows: Sequence[dict[str, Any]]) -> int:
    """Return how many tokens all rows begin with that none of them learns; each keeps one of its own at least."""
    most = min(len(row["input_ids"]) for row in rows) - 1
    if len(rows) < 2 or most < 1:
        return 0
    same = np.ones(most, bool)
    for row in rows:
        same &= np.asarray(rows[0]["input_ids"])[:most] == np.asarray(row["input_ids"])[:most]
        same &= np.asarray(row["weights"])[:most] == 0
    return most if same.all() else int(same.argmin())


@dataclass(frozen=True)
class TokenLoss:
    """The loss of a step's tokens. ``packed``: sequences lie in one row, apart (see ``documents``); else padded.

    ``noise`` is that of NEFTune on the embeddings (Jain et al. 2023): uniform, its length alpha a sequence.
    """

    packed: bool = True
    noise: float = 0.0
    share: bool = True  # whether packed rows have their common beginning once; dropout would differ
    autocast: Autocast = lambda _bf16, _device: nullcontext()

    def batch(self, rows: Sequence[dict[str, Any]]) -> TokenBatch:
        """Return rows as one micro-batch."""
        return joined(rows, self.packed and self.share and not self.noise)

    def total(self, batches: Sequence[TokenBatch]) -> float:
        """Return the weight of all tokens of the step."""
        return max(1e-8, float(sum(batch.weights.sum(dtype=_double()) for batch in batches)))

    def backward(self, model: Any, batch: TokenBatch, total: float, bf16: bool) -> Share:
        """Add the gradient of a micro-batch."""
        here = batch.to(model.device)
        with self.autocast(bf16, model.device):
            embedded = model.get_input_embeddings()(here.ids[None])
            if self.noise and model.training:
                embedded = embedded + noise_of(embedded, here.lengths, self.noise)
            hidden = hidden_states(model, embedded, here.lengths, self.packed, here.shared)
        learned = here.learned
        head, bias = head_of(model)
        loss = completion_loss(hidden[here.predicting], head, bias, here.ids[learned], here.weights[learned])
        (loss / total).backward()
        nothing = np.zeros((0, 1), np.float32), np.zeros(0, np.int64)
        return Share(float(loss.detach()), batch.tokens, *nothing)


def hidden_states(
    model: Any, embedded: "torch.Tensor", lengths: Sequence[int], packed: bool, shared: int = 0
) -> "torch.Tensor":
    """Return float[n, d]: the last hidden states of sequences that lie one after the other in float[1, n, d]."""
    if packed:
        return hidden_of(model, embedded, lengths, shared)
    import torch
    from torch.nn.utils.rnn import pad_sequence

    parts = pad_sequence(list(embedded[0].split(list(lengths))), batch_first=True)
    there = (
        torch.arange(parts.shape[1], device=parts.device)[None] < torch.tensor(lengths, device=parts.device)[:, None]
    )
    found = body_of(model)(inputs_embeds=parts, attention_mask=there.long(), use_cache=False)
    return found.last_hidden_state[there]


def noise_of(embedded: "torch.Tensor", lengths: Sequence[int], alpha: float) -> "torch.Tensor":
    """Return NEFTune's noise: uniform within alpha / sqrt(length x dimensions), length being that of the sequence."""
    import torch

    each = torch.tensor(lengths, device=embedded.device, dtype=embedded.dtype).repeat_interleave(
        torch.tensor(lengths, device=embedded.device)
    )
    most = alpha / (each * embedded.shape[-1]).sqrt()
    return (2 * torch.rand_like(embedded) - 1) * most[None, :, None]


def head_of(model: Any) -> "tuple[torch.Tensor, torch.Tensor | None]":
    """Return the weights float[v, d] and biases of the layer that makes the logits."""
    layer: nn.Linear = model.get_output_embeddings()
    return layer.weight, layer.bias


def _double() -> Any:
    import torch

    return torch.float64


def has_plain_head(model: Any) -> bool:
    """Whether a model's logits are what its last layer makes of the hidden states, and nothing more."""
    import torch

    before = model.training
    model.eval()
    with torch.inference_mode():
        ids = torch.arange(4, device=model.device)[None]
        hidden = body_of(model)(input_ids=ids, use_cache=False).last_hidden_state
        head, bias = head_of(model)
        made = torch.nn.functional.linear(hidden, head, bias)
        whole = model(input_ids=ids, use_cache=False).logits
    model.train(before)
    return bool(torch.allclose(made, whole, rtol=1e-3, atol=1e-3))
