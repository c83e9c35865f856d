"""Several documents in one row of tokens, without padding: each attends to itself alone.

The linear layers of a model see one long row, the attention one document after the other, so that neither does work
for padding or for pairs of documents. Positions begin anew with each document (Krell et al. 2021, "Efficient sequence
packing without cross-contamination"). What all documents begin with, a system prompt say, may stand once
before them: no later token changes it. Whether a model does so is tried, not believed: see ``keeps_apart``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from torch import nn

NAME = "finetooth_documents"
_TOLERANCE = 1e-3  # of the largest value, between documents together and one by one


def attention(
    module: "nn.Module",
    query: "torch.Tensor",
    key: "torch.Tensor",
    value: "torch.Tensor",
    attention_mask: "torch.Tensor | None",
    **given: Any,
) -> "tuple[torch.Tensor, None]":
    """Return float[1, n, heads, d]: causal attention of queries [1, heads, n, d] within each of the documents.

    The first ``shared_length`` tokens belong to each of them.
    """
    import torch
    from torch.nn.functional import scaled_dot_product_attention

    groups = query.shape[1] // key.shape[1]
    if groups > 1:
        key, value = key.repeat_interleave(groups, dim=1), value.repeat_interleave(groups, dim=1)
    lengths = given.get("document_lengths") or [query.shape[2]]
    window, shared = given.get("sliding_window"), int(given.get("shared_length") or 0)
    parts = []
    for one, other, third in zip(*(_documents(each, lengths, shared) for each in (query, key, value)), strict=True):
        length = one.shape[2]
        near = _near(length, window, query.device) if window and length > window else None
        parts.append(
            scaled_dot_product_attention(
                one, other, third, near, given.get("dropout", 0.0), near is None, scale=given.get("scaling")
            )
        )
    own = [part[:, :, shared:] for part in parts]
    return torch.cat([parts[0][:, :, :shared], *own], dim=2).transpose(1, 2), None


def _documents(each: "torch.Tensor", lengths: Sequence[int], shared: int) -> "list[torch.Tensor]":
    """Return each document's part [1, heads, shared + length, d], the shared beginning before it."""
    import torch

    beginning, *rest = each.split([shared, *lengths], dim=2)
    return [torch.cat([beginning, part], dim=2) for part in rest] if shared else rest


def _near(length: int, window: int, device: "torch.device") -> "torch.Tensor":
    """Return bool[n, n]: which earlier tokens lie within a sliding window."""
    import torch

    places = torch.arange(length, device=device)
    apart = places[:, None] - places[None, :]
    return (apart >= 0) & (apart < window)


@contextmanager
def documents_apart(model: "nn.Module") -> Iterator[None]:
    """Have a model's attention go document by document while this lasts."""
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, attention)
    before = model.config._attn_implementation
    model.set_attn_implementation(NAME)
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def hidden_of(model: "nn.Module", embedded: "torch.Tensor", lengths: Sequence[int], shared: int = 0) -> "torch.Tensor":
    """Return float[n, d]: the last hidden states of documents that lie one after the other in float[1, n, d].

    ``shared`` tokens that all of them begin with stand before the first.
    """
    import torch

    own = [torch.arange(shared, shared + length, device=embedded.device) for length in lengths]
    positions = torch.cat([torch.arange(shared, device=embedded.device), *own])[None]
    body = body_of(model)
    told = {"document_lengths": [int(length) for length in lengths], "shared_length": shared}
    found = body(inputs_embeds=embedded, position_ids=positions, use_cache=False, **told)
    return found.last_hidden_state[0]


def body_of(model: "nn.Module") -> Any:
    """Return the part of a language model below its last layer, adapters included."""
    whole = model.get_base_model() if hasattr(model, "get_base_model") else model
    return whole.get_decoder() if hasattr(whole, "get_decoder") else whole.base_model


def keeps_apart(model: "nn.Module") -> bool:
    """Whether this model gives documents that lie together the hidden states that each has alone, as it is tried."""
    import torch

    size = int(model.get_input_embeddings().weight.shape[0])
    ids = torch.tensor([[1, 2, 9, 16, 1, 2, 23, 30, 37, 44, 51]], device=model.device) % size
    shared = torch.cat([ids[:, :4], ids[:, 6:]], dim=1)
    before = model.training
    model.eval()
    try:
        with torch.inference_mode():
            alone = [body_of(model)(input_ids=part).last_hidden_state[0] for part in ids.split([4, 7], dim=1)]
            with documents_apart(model):
                together = hidden_of(model, model.get_input_embeddings()(ids), [4, 7])
                once = hidden_of(model, model.get_input_embeddings()(shared), [2, 5], 2)
        apart, limit = torch.cat(alone), _TOLERANCE * torch.cat(alone).abs().max()
        after = torch.cat([apart[:4], apart[6:]])
        return bool((together - apart).abs().max() <= limit and (once - after).abs().max() <= limit)
    except (TypeError, ValueError, RuntimeError, NotImplementedError, AttributeError):
        return False
    finally:
        model.train(before)
