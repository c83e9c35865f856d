"""An encoder loaded for reading: what cannot serve as one is refused with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from finetooth.computing.inference import inference
from finetooth.core.errors import NotApplicable
from finetooth.core.model_folder import Pooling, pooling_of
from finetooth.core.results import Base
from finetooth.facts.embedding.pooling import pooled
from finetooth.facts.embedding.precision import Precision, device_and_precision

_LONGEST_TOKEN = 200  # characters
_MOST_MISSING = 0.1  # of a model's tensors; more, and it would speak at random


@dataclass(frozen=True)
class Encoder:
    """A base model for embeddings; the weights are loaded when they are first used. Raises NotApplicable then."""

    base: Base
    pooling: Pooling
    device: str
    precision: Precision

    @cached_property
    def tokenizer(self) -> Any:
        """The base model's tokenizer."""
        from transformers import AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(self.base.location, trust_remote_code=self.base.trust_remote_code)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
            raise _cannot(self.base, "tokenizer", error) from None
        if tokenizer.pad_token is None:
            raise NotApplicable(f"{self.base.name} has no pad token: it is no encoder that could give embeddings")
        return tokenizer

    @cached_property
    def model(self) -> Any:
        """The base model without a head."""
        import torch
        from safetensors import SafetensorError

        options: dict[str, Any] = {"attn_implementation": "eager"} if self.device == "cpu" else {}
        try:
            model, about = _load(self.base, dtype=getattr(torch, self.precision), **options)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError, SafetensorError) as error:
            raise _cannot(self.base, "model", error) from None
        missing = [name for name in about["missing_keys"] if "pooler" not in name]
        if len(missing) > _MOST_MISSING * len(model.state_dict()):
            raise NotApplicable(f"the weights of {self.base.name} lack {len(missing)} of the model's tensors")
        return model.to(self.device).eval()

    def encode(self, texts: Sequence[str], max_length: int) -> list[list[int]]:
        """Return the token numbers of each text, cut at ``max_length``, unpadded."""
        heads = [text[: _LONGEST_TOKEN * max_length] for text in texts]  # the rest of a huge cell is not looked at
        ids: list[list[int]] = self.tokenizer(heads, truncation=True, max_length=max_length)["input_ids"]
        return ids

    def vectors(self, ids: Sequence[Sequence[int]]) -> np.ndarray:
        """Return float32[n, d], each row of length 1, of one batch of token numbers."""

        padded = self.tokenizer.pad({"input_ids": list(ids)}, return_tensors="pt").to(self.device)
        with inference(self.model):
            hidden = self.model(**padded).last_hidden_state
            return np.asarray(pooled(hidden, padded["attention_mask"], self.pooling).cpu().numpy())


def encoder_for(base: Base) -> Encoder:
    """Return the encoder of a base model, not loaded yet. Raises NotApplicable where it is none."""
    _must_encode(base)
    return Encoder(base, pooling_of(Path(base.location)), *device_and_precision())


def parameters(location: Path) -> int:
    """Count the parameters of a model folder from the headers of its weights, without loading them."""
    from safetensors import SafetensorError, safe_open

    total = 0
    try:
        for path in location.glob("*.safetensors"):
            with safe_open(path, framework="np") as tensors:
                total += sum(int(np.prod(tensors.get_slice(name).get_shape())) for name in tensors.keys())  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise NotApplicable(f"the weights in {path.name} cannot be read: {error}") from None
    return total


def _must_encode(base: Base) -> None:
    """Refuse models that only read leftwards or also write: their token vectors are no summary of a text."""
    from transformers import AutoConfig
    from transformers.models.auto import modeling_auto

    try:
        config = AutoConfig.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise _cannot(base, "config.json", error) from None
    kind = getattr(config, "model_type", "")
    writes = kind in modeling_auto.MODEL_FOR_CAUSAL_LM_MAPPING_NAMES
    fills = kind in modeling_auto.MODEL_FOR_MASKED_LM_MAPPING_NAMES
    if (writes and not fills) or getattr(config, "is_decoder", False) or getattr(config, "is_encoder_decoder", False):
        raise NotApplicable(f"{base.name} ({kind}) is a language model, no encoder: it gives no embeddings of texts")


def _load(base: Base, **options: Any) -> tuple[Any, dict[str, Any]]:
    from transformers import AutoModel

    model, about = AutoModel.from_pretrained(
        base.location,
        use_safetensors=True,
        trust_remote_code=base.trust_remote_code,
        output_loading_info=True,
        **options,
    )
    return model, about


def _cannot(base: Base, part: str, error: Exception) -> NotApplicable:
    reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return NotApplicable(f"the {part} of {base.name} cannot be loaded for embeddings: {reason}")
