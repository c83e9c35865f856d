"""Train only the word vectors that the rows use: the others get no gradient, yet cost most of an optimizer's step.

In all-MiniLM-L6-v2 the word vectors are half of all parameters, and a set of short texts uses a tenth of them. The
gradients, and so the fit, are the same; vectors of unused words stay as they are, without weight decay.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.training.windows import windows_of

if TYPE_CHECKING:
    import torch
    from transformers import PreTrainedModel

_MOST_USED = 0.7  # of the vocabulary; above, there is little to save
_HIGHEST_PAD = 1_000


@dataclass(frozen=True)
class Narrowed:
    """A model whose word embedding holds only the tokens in use."""

    used: np.ndarray  # int64[m], ascending: the whole vocabulary's numbers of the tokens in use
    whole: "torch.Tensor"  # [vocabulary, d]: the embedding as it was

    def rows(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return encoded rows in the numbers of the narrowed embedding."""
        return [
            {**row, "input_ids": np.searchsorted(self.used, row["input_ids"]).tolist()}
            | ({"windows": self.rows(row["windows"])} if "windows" in row else {})
            for row in rows
        ]

    def widen(self, model: "PreTrainedModel") -> None:
        """Give the model its whole embedding back, with what training made of the tokens in use."""
        import torch

        narrow = model.get_input_embeddings()
        whole = self.whole.to(narrow.weight.device, copy=True)
        whole[torch.from_numpy(self.used).to(whole.device)] = narrow.weight.data
        _exchange(model, whole)


def narrowed(
    model: "PreTrainedModel", many: Iterable[Sequence[dict[str, Any]]], pad_token_id: int = 0
) -> Narrowed | None:
    """Narrow the model's word embedding, in place, to the tokens of these rows; None where that saves nothing.

    Tokens up to that of padding keep their numbers, as some models count positions by comparing with it. An embedding
    that is tied to the output, or does not change, stays whole.
    """
    import torch

    try:
        embedding = model.get_input_embeddings()
    except NotImplementedError:  # it reads characters, or something else without a table of vectors
        return None
    whole = embedding.weight.data
    tied = model.get_output_embeddings() is not None and model.config.tie_word_embeddings
    pad = max(embedding.padding_idx or 0, pad_token_id)
    if type(embedding) is not torch.nn.Embedding or tied or not embedding.weight.requires_grad or pad > _HIGHEST_PAD:
        return None
    found = [np.asarray(part["input_ids"]) for rows in many for row in rows for part in windows_of(row)]
    used = np.unique(np.concatenate([np.arange(pad + 1), *found]))
    if len(used) > _MOST_USED * len(whole):
        return None
    _exchange(model, whole[torch.from_numpy(used).to(whole.device)])
    return Narrowed(used, whole)


def _exchange(model: "PreTrainedModel", weight: "torch.Tensor") -> None:
    import torch

    old = model.get_input_embeddings()
    model.set_input_embeddings(torch.nn.Embedding.from_pretrained(weight, freeze=False, padding_idx=old.padding_idx))
