"""An encoder, its token vectors pooled to one vector a text, and a linear head: loads in sentence-transformers too.

This module imports torch: import it inside functions.
"""

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoModel
from transformers.modeling_outputs import SequenceClassifierOutput

from finetooth.core.errors import UserError
from finetooth.core.model_folder import (
    HEAD,
    NORMALIZE,
    POOLING,
    SENTENCE_MODEL,
    Pooling,
    is_normalised,
    is_pooled,
    pooling_of,
)
from finetooth.problems import KINDS
from finetooth.problems.problem import SINGLE, Emphasis

_TYPES = {"": "Transformer", POOLING: "Pooling", NORMALIZE: "Normalize", HEAD: "Dense"}
_DROPOUTS = ("classifier_dropout", "seq_classif_dropout", "hidden_dropout_prob", "hidden_dropout", "dropout")
_NEED_THEIR_POOLER = ("squeezebert", "layoutlm")  # their encoder cannot answer without


class PooledClassifier(nn.Module):  # type: ignore[misc]
    """Texts to logits: encoder, mean (or first token) of its last hidden state, dropout, one linear layer.

    It answers as transformers' models for sequence classification do, and its folder is one of sentence-transformers:
    the encoder loads by ``AutoModel``, and ``SentenceTransformer(folder).encode`` returns the logits.
    """

    base_model_prefix = "encoder"

    def __init__(self, encoder: nn.Module, pooling: Pooling, normalised: bool, dropout: float | None = None) -> None:
        super().__init__()
        self.encoder, self.pooling, self.normalised, self.config = encoder, pooling, normalised, encoder.config
        self.length = encoder.config.hidden_size**0.5 / 4 if normalised else 1.0  # about that of vectors as they come
        self._aside = _without_pooler(encoder)
        self.dropout = nn.Dropout(_dropout_of(encoder.config) if dropout is None else dropout)
        self.classifier = nn.Linear(encoder.config.hidden_size, encoder.config.num_labels)
        nn.init.normal_(self.classifier.weight, std=getattr(encoder.config, "initializer_range", 0.02))
        nn.init.zeros_(self.classifier.bias)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return self.classifier.weight.device

    @property
    def dtype(self) -> torch.dtype:
        """The number format of the weights."""
        return self.classifier.weight.dtype

    def forward(self, labels: torch.Tensor | None = None, **inputs: Any) -> SequenceClassifierOutput:
        """Return ``logits`` [n, k], and the mean loss of the kind of problem as ``loss`` where ``labels`` are given."""
        vectors = self.vectors(inputs)
        logits = self.classifier(self.dropout(vectors))
        kind = KINDS[getattr(self.config, "problem_type", None) or SINGLE]
        loss = None if labels is None else kind.losses(logits, labels, Emphasis()).mean()
        return SequenceClassifierOutput(loss=loss, logits=logits)

    def vectors(self, inputs: dict[str, Any]) -> torch.Tensor:
        """Return one vector a text, [n, d]: all of one length where the base model's are."""
        known = {key: value for key, value in inputs.items() if value is not None}
        hidden = self.encoder(**known).last_hidden_state
        vectors = (_first if self.pooling == "cls" else _mean)(hidden, inputs["attention_mask"])
        return nn.functional.normalize(vectors, dim=1) * self.length if self.normalised else vectors

    def get_input_embeddings(self) -> nn.Module:
        """Return the encoder's word vectors."""
        return self.encoder.get_input_embeddings()

    def set_input_embeddings(self, embeddings: nn.Module) -> None:
        """Exchange the encoder's word vectors."""
        self.encoder.set_input_embeddings(embeddings)

    def get_output_embeddings(self) -> None:
        """Return nothing: a classifier predicts no words."""

    def gradient_checkpointing_enable(self, **options: Any) -> None:
        """Have the encoder compute its layers again in the backward pass, to save memory."""
        self.encoder.gradient_checkpointing_enable(**options)

    def load_head(self, folder: Path) -> None:
        """Take the head that ``save_pretrained`` wrote."""
        head = load_file(folder / HEAD / "model.safetensors")
        weights = {"weight": head["linear.weight"] / self.length, "bias": head["linear.bias"]}
        self.classifier.load_state_dict(weights)

    def save_pretrained(self, folder: Path | str, **options: Any) -> None:
        """Write the encoder's weights and config, and beside them the pooling and the head as sentence-transformers."""
        root = Path(folder)
        for pooler in self._aside:
            self.encoder.pooler = pooler
        self.encoder.save_pretrained(root, **options)
        _without_pooler(self.encoder)
        paths = [path for path in _TYPES if path != NORMALIZE or self.normalised]
        modules = [
            {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{_TYPES[path]}"}
            for place, path in enumerate(paths)
        ]
        _write(root / SENTENCE_MODEL, modules)
        _write(root / "sentence_bert_config.json", {"do_lower_case": False})
        size, labels = self.classifier.in_features, self.classifier.out_features
        pooling = {"pooling_mode_cls_token": self.pooling == "cls", "pooling_mode_mean_tokens": self.pooling == "mean"}
        _write(root / POOLING / "config.json", {"word_embedding_dimension": size, **pooling})
        identity = {"activation_function": "torch.nn.modules.linear.Identity"}
        _write(root / HEAD / "config.json", {"in_features": size, "out_features": labels, "bias": True, **identity})
        weight, bias = self.classifier.weight.detach() * self.length, self.classifier.bias.detach()
        head = {"linear.weight": weight.cpu().contiguous(), "linear.bias": bias.cpu().contiguous()}
        save_file(head, root / HEAD / "model.safetensors")


def start(
    location: str, pooling: Pooling, dropout: float | None = None, continued: bool = False, **options: Any
) -> PooledClassifier:
    """Return the encoder of a folder with a fresh head: ``options`` go to the encoder, its labels among them.

    Where training is ``continued``, a folder of ours keeps its head. Raises UserError for an encoder with a decoder,
    which writes texts and does not read them into vectors.
    """
    encoder = AutoModel.from_pretrained(location, **options)
    if getattr(encoder.config, "is_encoder_decoder", False):
        what = f"the base model ({encoder.config.model_type}) has a decoder behind its encoder, and no vectors to pool"
        fix = "set training.pooling to own, or name a base model that is an encoder alone"
        raise UserError(what, "recipe: training.pooling", fix)
    model = PooledClassifier(encoder, pooling, is_normalised(Path(location)), dropout)
    if continued and is_pooled(Path(location)):
        model.load_head(Path(location))
    return model


def load(folder: Path, **options: Any) -> PooledClassifier:
    """Return what ``save_pretrained`` wrote."""
    encoder = AutoModel.from_pretrained(folder, **options)
    model = PooledClassifier(encoder, pooling_of(folder), is_normalised(folder))
    model.load_head(folder)
    return model


def _mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    summed = (hidden * mask.unsqueeze(-1).to(hidden.dtype)).sum(dim=1)
    return summed / mask.sum(dim=1, keepdim=True).clamp(min=1)


def _first(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the first token's vectors: behind the padding, where that is on the left."""
    return hidden[torch.arange(len(hidden), device=hidden.device), mask.argmax(dim=1)]


def _without_pooler(encoder: nn.Module) -> tuple[nn.Module, ...]:
    """Take out the pooler, whose answer is not used, so that nothing trains it; return it, to be saved as it came."""
    pooler = getattr(encoder, "pooler", None)
    if not isinstance(pooler, nn.Module) or encoder.config.model_type in _NEED_THEIR_POOLER:
        return ()
    encoder.pooler = None
    return (pooler,)


def _dropout_of(config: Any) -> float:
    known = (getattr(config, name, None) for name in _DROPOUTS)
    return float(next((value for value in known if isinstance(value, float | int)), 0.1))


def _write(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
