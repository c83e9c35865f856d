"""Causal language models and their tokenizers, loaded from their folders."""

from pathlib import Path
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError
from finetooth.core.results import Base
from finetooth.tasks import base_files
from finetooth.tasks.base_files import cannot_load, to_device, weights_options
from finetooth.tasks.sft import four_bits
from finetooth.tasks.sft.templates import with_template

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


_WANTED = "name a model that transformers' AutoModelForCausalLM can load"


def load_tokenizer(base: Base) -> "PreTrainedTokenizerBase":
    """Load the base model's tokenizer, with a pad token and a chat template in any case. Raises UserError."""
    tokenizer = base_files.load_tokenizer(base, _WANTED)
    if tokenizer.eos_token is None:
        fix = "set eos_token in the folder's tokenizer_config.json"
        raise UserError("the tokenizer has no token for the end of a text", f"{base.name} ({base.location})", fix)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token  # what is filled up is masked, so that any token will do
    with_template(tokenizer)
    return tokenizer


def load_model(base: Base, seed: int = 0, in_4bit: bool = False) -> "PreTrainedModel":
    """Load a causal language model in float32, or its layers' weights in 4 bits.

    Raises UserError where the folder holds another kind of model.
    """
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, set_seed

    set_seed(seed)
    options = weights_options(base.trust_remote_code) | (four_bits.loading() if in_4bit else {})
    try:
        model, found = AutoModelForCausalLM.from_pretrained(base.location, output_loading_info=True, **options)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise cannot_load("model", base, error, _WANTED) from None
    if missing := sorted(found["missing_keys"]):
        fix = "name a causal language model (of the Llama, Qwen or Mistral families, say), not an encoder"
        what = f"the folder lacks weights of a language model ({', '.join(missing[:3])})"
        raise UserError(what, f"{base.name} ({base.location})", fix)
    if in_4bit:
        four_bits.one_way(model)
        return model
    return to_device(model)


def load_trained(folder: Path, trust_remote_code: bool = False) -> "tuple[PreTrainedModel, PreTrainedTokenizerBase]":
    """Load a model folder that a run wrote, with its tokenizer."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(folder, **weights_options(trust_remote_code))
    return to_device(model), AutoTokenizer.from_pretrained(folder, trust_remote_code=trust_remote_code)
