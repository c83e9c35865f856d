"""LoRA: small matrices beside the linear layers are trained, of a classifier the head whole; merged when done.

Source: Hu et al. 2021. The adapters sit inside the model as it is, so heads keep their names and are never left out of
what is saved; the merged model is an ordinary one and loads anywhere.
"""

import contextlib
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from finetooth.core.errors import UserError
from finetooth.training.optimizer import is_head, layer_of

if TYPE_CHECKING:
    from peft import PeftModel
    from torch import nn
    from transformers import PreTrainedModel


def targets_of(model: "nn.Module") -> list[str]:
    """Return the names of all linear layers inside the numbered layers: never the head, the pooler or embeddings."""
    from torch.nn import Linear
    from transformers.pytorch_utils import Conv1D

    kinds = (Linear, Conv1D)
    return [
        name for name, module in model.named_modules() if isinstance(module, kinds) and layer_of(name + ".") is not None
    ]


def add_lora(model: "nn.Module", r: int, alpha: int, dropout: float) -> None:
    """Put adapters beside the linear layers, in place; only they and the head are trained from here on."""
    from peft import LoraConfig, inject_adapter_in_model

    found = targets_of(model)
    if not found:
        fix = "set training.lora_r to 0, or choose another base model"
        raise UserError("this model has no linear layers that LoRA could adapt", "recipe: training.lora_r", fix)
    inject_adapter_in_model(LoraConfig(r=r, lora_alpha=alpha, lora_dropout=dropout, target_modules=found), model)
    for name, parameter in model.named_parameters():
        parameter.requires_grad_("lora_" in name or is_head(name))


def merge_lora(model: "nn.Module") -> None:
    """Add the adapters' products to the layers they stand beside, and take them out, in place."""
    from peft.tuners.tuners_utils import BaseTunerLayer

    adapted = [(name, module) for name, module in model.named_modules() if isinstance(module, BaseTunerLayer)]
    for name, module in adapted:
        module.merge()
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, module.get_base_layer())
    if hasattr(model, "peft_config"):
        del model.peft_config


def adapter_on(model: "PreTrainedModel", r: int, alpha: int, dropout: float, seed: int) -> "PeftModel":
    """Return a causal language model with a peft adapter on its linear layers, which alone is trained.

    Head and embeddings stay as they are, so that the adapter's folder holds all that training changes.
    """
    import torch
    from peft import LoraConfig, get_peft_model

    found = targets_of(model)
    if not found:
        fix = "set training.lora_r to 0, or choose another base model"
        raise UserError("this model has no linear layers that LoRA could adapt", "recipe: training.lora_r", fix)
    torch.manual_seed(seed)
    names = short_names(model, found)
    config = LoraConfig("CAUSAL_LM", r=r, lora_alpha=alpha, lora_dropout=dropout, target_modules=names)
    with by_its_old_name():
        return get_peft_model(model, config)


@contextlib.contextmanager
def by_its_old_name() -> Iterator[None]:
    """Say nothing of an attribute that peft reads by a name which transformers gave up: nobody here can mend it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*is_gradient_checkpointing.*", FutureWarning)
        yield


def short_names(model: "nn.Module", found: list[str]) -> list[str]:
    """Return the last parts of the layers' names where these alone have them, else the whole names.

    The routers of a mixture of experts choose who learns, and are left as they are.
    """
    kept = [name for name in found if not name.endswith((".router", ".gate"))]
    last = {name.rpartition(".")[2] for name in kept}
    others = {name.rpartition(".")[2] for name, _ in model.named_modules() if name not in kept}
    return sorted(last) if not last & others else kept
