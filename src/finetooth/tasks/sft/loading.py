"""Causal language models and their tokenizers, loaded from their folders."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from finetooth.core.errors import UserError
from finetooth.core.model_folder import model_limit
from finetooth.core.results import Base
from finetooth.tasks.sft.templates import with_template

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


def load_tokenizer(base: Base) -> "PreTrainedTokenizerBase":
    """Load the base model's tokenizer, with a pad token and a chat template in any case. Raises UserError."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(base.location, trust_remote_code=base.trust_remote_code)
    except (OSError, ValueError) as error:
        raise _cannot_load("tokenizer", base, error) from None
    if tokenizer.eos_token is None:
        fix = "set eos_token in the folder's tokenizer_config.json"
        raise UserError("the tokenizer has no token for the end of a text", f"{base.name} ({base.location})", fix)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token  # what is filled up is masked, so that any token will do
    with_template(tokenizer)
    return tokenizer


def longest_known(base: Base, tokenizer: "PreTrainedTokenizerBase") -> int:
    """Return the longest input in tokens that both the tokenizer and the model's positions allow. Raises UserError."""
    return model_limit(Path(base.location), int(tokenizer.model_max_length))


def load_model(base: Base, seed: int = 0) -> "PreTrainedModel":
    """Load a causal language model in float32. Raises UserError where the folder holds another kind of model."""
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, set_seed

    set_seed(seed)
    try:
        model, found = AutoModelForCausalLM.from_pretrained(
            base.location, output_loading_info=True, **_loading(base.trust_remote_code)
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise _cannot_load("model", base, error) from None
    if missing := sorted(found["missing_keys"]):
        fix = "name a causal language model (of the Llama, Qwen or Mistral families, say), not an encoder"
        what = f"the folder lacks weights of a language model ({', '.join(missing[:3])})"
        raise UserError(what, f"{base.name} ({base.location})", fix)
    return to_device(model)


def load_trained(folder: Path, trust_remote_code: bool = False) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """Load a model folder that a run wrote, with its tokenizer."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder, **_loading(trust_remote_code))
    return to_device(model), AutoTokenizer.from_pretrained(folder, trust_remote_code=trust_remote_code)


def to_device(model: "PreTrainedModel") -> "PreTrainedModel":
    """Move a model to the GPU where there is one, and return it."""
    import torch

    model.to(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    return model


def _loading(trust_remote_code: bool) -> dict[str, Any]:
    import torch

    return {"use_safetensors": True, "trust_remote_code": trust_remote_code, "dtype": torch.float32}


def _cannot_load(part: str, base: Base, error: Exception) -> UserError:
    reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    fix = "name a model that transformers' AutoModelForCausalLM can load"
    return UserError(f"the base model's {part} could not be loaded: {reason}", f"{base.name} ({base.location})", fix)
