"""The base model's weights in 4 bits, frozen, while adapters beside them learn in full precision.

Source: Dettmers et al. 2023, "QLoRA" (NF4, block scales that are quantised too). What is saved is in full precision
again: the weights that the 4 bits stand for, with the adapters merged, so that it answers as it was trained.
"""

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from finetooth.core.errors import UserError
from finetooth.recipe.training import Training

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

_KEY = "recipe: training.load_in_4bit"


def must_be_able(training: Training) -> None:
    """Raise UserError where weights in 4 bits are asked for and nothing is there to hold them."""
    if training.load_in_4bit and find_spec("bitsandbytes") is None:
        what = "weights are held in 4 bits by the package bitsandbytes, which is not installed"
        raise UserError(what, _KEY, "install it: pip install 'finetooth[quantized]'; or set load_in_4bit to false")


def loading() -> dict[str, Any]:
    """Return how transformers reads weights into 4 bits: on the GPU where there is one."""
    import torch
    from transformers import BitsAndBytesConfig

    on_gpu = torch.cuda.is_available()
    product = torch.bfloat16 if on_gpu and torch.cuda.is_bf16_supported() else torch.float32
    how = BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=product,
    )
    return {"quantization_config": how, "device_map": {"": 0 if on_gpu else "cpu"}}


def one_way(model: "nn.Module") -> None:
    """Have the layers multiply the same way whether they are taught or asked, in place.

    On some processors bitsandbytes packs the weights anew to answer, in rounder numbers and for wide layers alone. Of
    its products there torch says that they have no gradient of their own: theirs is the layer's, which is right.
    """
    from bitsandbytes.nn import Linear4bit

    warnings.filterwarnings("ignore", ".*an autograd kernel was not registered.*", UserWarning)
    for module in model.modules():
        if isinstance(module, Linear4bit):
            module.support_avx512bf16_for_cpu = False


def number_of(parameter: "nn.Parameter") -> int:
    """Return how many weights a parameter holds: in 4 bits two share a byte."""
    return int(parameter.numel()) * (1 if parameter.is_floating_point() else 2)


def in_full(trained: Any, plain: Any, adapter: "Path") -> Any:
    """Return a PeftModel on ``plain``, the base model in full precision, that answers as the trained one does.

    Its weights become those that the 4 bits of ``trained``, a PeftModel, stand for; ``adapter`` is what it saved.
    """
    import torch
    from bitsandbytes.functional import dequantize_4bit
    from bitsandbytes.nn import Linear4bit
    from peft import PeftModel

    with torch.no_grad():
        for name, module in trained.get_base_model().named_modules():
            if isinstance(module, Linear4bit):
                held = plain.get_submodule(name.removesuffix(".base_layer")).weight
                held.copy_(dequantize_4bit(module.weight.data, module.weight.quant_state))
    return PeftModel.from_pretrained(plain, adapter)
