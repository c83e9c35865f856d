"""What every base model's folder is asked for, whatever kind of model lies in it: tokenizer, length, device, errors."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetooth.core.errors import UserError
from finetooth.core.model_folder import model_limit
from finetooth.core.results import Base

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def load_tokenizer(base: Base, wanted: str) -> "PreTrainedTokenizerBase":
    """Load a base model's tokenizer as it is. Raises UserError, which says what kind of model is ``wanted``."""
    from transformers import AutoTokenizer

    try:
        return AutoTokenizer.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)
    except (OSError, ValueError) as error:
        raise cannot_load("tokenizer", base, error, wanted) from None


def longest_known(base: Base, tokenizer: "PreTrainedTokenizerBase") -> int:
    """Return the longest input in tokens that both the tokenizer and the model's positions allow. Raises UserError."""
    return model_limit(Path(base.location), int(tokenizer.model_max_length))


def to_device(model: "PreTrainedModel") -> "PreTrainedModel":
    """Move a model to the GPU where there is one, and return it."""
    import torch

    model.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    return model


def weights_options(trust_remote_code: bool) -> dict[str, Any]:
    """Return how weights are read: from safetensors alone, in float32."""
    import torch

    return {"use_safetensors": True, "trust_remote_code": trust_remote_code, "dtype": torch.float32}


def cannot_load(part: str, base: Base, error: Exception, wanted: str) -> UserError:
    """Return the error of a part of the base model that could not be read, with the first line of its reason."""
    reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return UserError(f"the base model's {part} could not be loaded: {reason}", f"{base.name} ({base.location})", wanted)
