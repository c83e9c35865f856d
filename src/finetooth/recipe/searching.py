"""What of `training` may be searched, and which options exclude each other at some point of the space."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from finetooth.core.errors import did_you_mean
from finetooth.recipe.options import ends_of, is_open

if TYPE_CHECKING:
    from finetooth.recipe.training import Training
    from finetooth.recipe.tuning import Tune

SEARCHABLE = (  # in the order of what they are usually worth
    "learning_rate",
    "num_train_epochs",
    "per_device_train_batch_size",
    "weight_decay",
    "warmup_ratio",
    "label_smoothing_factor",
    "layerwise_lr_decay",
    "hidden_dropout_prob",
    "lora_r",
    "lora_alpha",
    "lora_dropout",
    "classifier_dropout",
    "head_learning_rate_factor",
    "lr_scheduler_type",
    "max_grad_norm",
    "focal_gamma",
    "r_drop",
    "l2_start",
    "freeze_layers",
    "head",
    "pooling",
    "average",
    "class_weights",
    "sampling",
    "augment_share",
    "max_length",
    "truncation",
)
WITHOUT_PRIOR = ("freeze_layers", "pooling", "max_length", "truncation")  # what fits depends on the model and the texts
_LUCK = "who looks at the validation rows more often, or for longer, has the luckier score"
_JUDGE = "scores that were found in different ways cannot be compared"
NEVER = {
    "seed": "one seed's score is luck, and the best of several the luckiest",
    "early_stopping_patience": _LUCK,
    "early_stopping_threshold": _LUCK,
    "evaluations_per_epoch": _LUCK,
    "cross_validation": _JUDGE,
    "folds": _JUDGE,
    "fold_repeats": _JUDGE,
    "final_model": "trials do not come to it",
    "keep_simpler": "trials are fitted without simpler models beside them",
    "contrastive": "a contrastive run has too few rows to be searched",
    "contrastive_steps": "a contrastive run has too few rows to be searched",
    "contrastive_learning_rate": "a contrastive run has too few rows to be searched",
    "gradient_checkpointing": "it changes no result",
    "bf16": "it is chosen by what the machine does fastest",
    "ema_decay": "search `average`",
    "soup_size": "search `average`",
    "window_stride": "all trials read the same tokens",
}


def admitted(name: str, value: Any) -> Any:
    """Return an option's value as it was given, of a list of one that one. Raises ValueError.

    Refused are lists and ranges of what is never searched, and true or false where numbers and names are asked for.
    """
    why = NEVER.get(name)
    if name in SEARCHABLE and isinstance(value, list | tuple) and len(value) == 1:
        value = value[0]
    if why and isinstance(value, list | tuple | Mapping):
        raise ValueError(f"{name} is never searched, as {why}: name one value")
    every = value if isinstance(value, list | tuple) else [value]
    if name in SEARCHABLE and any(isinstance(each, bool) for each in every):
        raise ValueError("true and false are no values of this option")
    return value


def must_agree(training: "Training") -> None:
    """Raise an error that names the key where options exclude each other at any point of the space."""
    for key, told in _contradictions(training):
        raise PydanticCustomError("contradiction", "{told}", {"told": told, "key": key})


def must_be_searchable(tune: "Tune", training: "Training") -> None:
    """Raise an error where `tune.search_space` names what is no option, is never searched, or has no effect."""
    names = () if tune.search_space == "auto" else tune.search_space
    faults = [("tune.search_space", _unsearchable(name, training)) for name in names]
    if tune.learning_rate_range_test and training.learning_rate is not None and "learning_rate" not in names:
        told = "the recipe says itself what the learning rate is: leave training.learning_rate out"
        faults.append(("tune.learning_rate_range_test", told))
    for key, told in faults:
        if told:
            raise PydanticCustomError("contradiction", "{told}", {"told": told, "key": key})


def _unsearchable(name: str, training: "Training") -> str:
    if why := NEVER.get(name):
        return f"{name} is never searched, as {why}"
    if name not in SEARCHABLE:
        return f"no option to search is named {name!r}{did_you_mean(name, SEARCHABLE)}"
    if name in WITHOUT_PRIOR and not is_open(getattr(training, name)):
        return f"what to try for {name} depends on model and texts: give training.{name} a list"
    idle = without_effect(name, training)
    return f"{name} cannot be searched: {idle}" if idle else ""


def without_effect(name: str, training: "Training") -> str:
    """Return why it makes no difference what value an option has, or nothing."""
    if name in ("lora_alpha", "lora_dropout") and not _adapts(training):
        return "it does nothing where lora_r is 0"
    if name == "augment_share" and not training.augment:
        return "it does nothing where augment names no scenario"
    if name == "layerwise_lr_decay" and training.freeze_layers == "all":
        return "it does nothing where freeze_layers is all"
    if name == "lora_r" and not _adapts(training):
        return "lora_r is 0; set it to `auto`, or to a list of ranks"
    return ""


def searched(training: "Training") -> list[str]:
    """Return the options that have a list or a range."""
    return [name for name in SEARCHABLE if is_open(getattr(training, name))]


def _adapts(training: "Training") -> bool:
    return any(rank for rank in ends_of(training.lora_r))


def _contradictions(training: "Training") -> Iterator[tuple[str, str]]:
    """Yield the key and what is wrong with it."""
    opened, freezes = searched(training), any(ends_of(training.freeze_layers))
    where = "at some point of the space " if {"lora_r", "freeze_layers"} & {*opened} else ""
    if _adapts(training) and freezes:
        key = "freeze_layers" if "freeze_layers" in opened else "lora_r"
        yield key, f"{where}lora_r trains no layer itself: set freeze_layers to 0, or lora_r to 0"
    if _adapts(training) and 0 in ends_of(training.lora_r) and training.learning_rate is None:
        told = "LoRA takes ten times the learning rate of a full fine-tune: leave 0 out, or give learning_rate a range"
        yield "lora_r", told
    if training.load_in_4bit and (freezes or 0 in ends_of(training.lora_r)):
        yield "load_in_4bit", "weights in 4 bits cannot learn themselves: name a rank for lora_r, and no freeze_layers"
    if training.contrastive == "always" and "all" in ends_of(training.freeze_layers):
        yield "contrastive", "a contrastive stage teaches the encoder: set freeze_layers to 0, or contrastive to none"
    if training.contrastive == "always" and opened:
        yield opened[0], "a contrastive run has too few rows to be searched: name one value, or set contrastive to none"
    pooling = ends_of(training.pooling)
    if "own" in pooling and len({*pooling}) > 1 and training.head_learning_rate_factor is None:
        told = (
            "a head of the architecture's own learns at another rate than a fresh one: give head_learning_rate_factor"
        )
        yield "pooling", told
    for name in opened:
        if name != "lora_r" and (why := without_effect(name, training)):
            yield name, f"it cannot be searched: {why}"
