"""What a search looks through: the recipe's lists and ranges, and priors around the default for what is left open.

The learning rate matters most, then the epochs, then the batch size, so that few trials are spent on these alone. The
values of the others are those of the papers: weight decay and warm-up as in Liu et al. 2019 ("RoBERTa"), label
smoothing as in Szegedy et al. 2016, layer-wise decay as in Zhang et al. 2021 and Howard & Ruder 2018. Small spaces do
better than large ones where validation rows are few (Liu & Wang 2021).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension, Params
from finetooth.recipe.options import Range, is_open
from finetooth.recipe.searching import SEARCHABLE
from finetooth.recipe.training import Training

FEW = ("learning_rate", "num_train_epochs", "per_device_train_batch_size")
MANY = ("weight_decay", "warmup_ratio", "layerwise_lr_decay", "label_smoothing_factor", "hidden_dropout_prob", "lora_r")
MANY_TRIALS = 16
LOWER, HIGHER = 4, 2.5  # how far from the default the learning rate is searched: what is too high fails, and at once
_HEAD_REACH = 4
_LISTS: dict[str, tuple[Any, ...]] = {
    "weight_decay": (0.0, 0.01, 0.1),
    "warmup_ratio": (0.06, 0.1),
    "layerwise_lr_decay": (1.0, 0.95, 0.9),
    "label_smoothing_factor": (0.0, 0.1),
    "hidden_dropout_prob": (0.0, 0.1, 0.2),
    "classifier_dropout": (0.0, 0.1, 0.3),
    "lora_dropout": (0.0, 0.05, 0.1),
    "lr_scheduler_type": ("linear", "cosine"),
    "max_grad_norm": (0.5, 1.0, 5.0),
    "focal_gamma": (0.0, 1.0, 2.0),
    "r_drop": (0.0, 1.0),
    "l2_start": (0.0, 0.01, 0.1),
    "head": ("fresh", "probe"),
    "average": ("none", "ema", "soup"),
    "class_weights": ("none", "balanced"),
    "sampling": ("random", "balanced"),
    "augment_share": (0.1, 0.2, 0.4),
    "per_device_train_batch_size": (16, 32),
}
_AROUND: dict[str, Callable[[Any], tuple[Any, ...]]] = {
    "num_train_epochs": lambda epochs: (max(2, epochs // 2),),
    "lora_r": lambda rank: (max(1, rank // 2), 2 * rank),
    "lora_alpha": lambda alpha: (max(1, alpha // 2), 2 * alpha),
}


def space(
    training: Training,
    default: Settings,
    *,
    search_space: Literal["auto"] | Sequence[str] = "auto",
    trials: int = 0,
    learning_rates: tuple[float, float] | None = None,
    body_dropout: float | None = None,
    limit: int | None = None,
) -> tuple[Dimension, ...]:
    """Return what is searched: the recipe's lists and ranges, and a prior for each option that is left open.

    ``search_space`` is that of `tune`, ``trials`` how many there will be, and ``learning_rates`` the ends that a range
    test found. ``body_dropout`` is the base model's own, None where it has none that can be set, and ``limit`` the
    longest input that it reads.
    """
    opened = _opened(training, trials, body_dropout) if search_space == "auto" else search_space
    found = []
    for name in SEARCHABLE:
        asked = getattr(training, name)
        if is_open(asked):
            found.append(_asked(name, asked, limit))
        elif name in opened:
            found.append(_prior(name, getattr(default, name), learning_rates, body_dropout))
    return tuple(part for part in found if part.low is not None or len(part.values) > 1)


def with_params(default: Settings, params: Params) -> Settings:
    """Return the default settings with a trial's parameters in place, whole numbers as such."""
    return replace(default, **{name: _of_kind(name, value) for name, value in params.items()})


def _opened(training: Training, trials: int, body_dropout: float | None) -> list[str]:
    """Return the options that the recipe leaves open and the number of trials allows for."""
    wanted = (*FEW, *MANY) if trials >= MANY_TRIALS else FEW
    frozen = training.freeze_layers == "all"
    idle = {
        "hidden_dropout_prob": body_dropout is None,
        "layerwise_lr_decay": frozen,
        "lora_r": training.lora_r is None,
    }
    return [name for name in wanted if getattr(training, name) in (None, "auto") and not idle.get(name)]


def _asked(name: str, asked: Any, limit: int | None) -> Dimension:
    """Return a recipe's list or range; no text is read beyond the model's limit."""
    most = limit if name == "max_length" else None
    if isinstance(asked, Range):
        high = min(asked.high, most) if most else asked.high
        return Dimension(name, (), asked.low, high, asked.log) if asked.low < high else Dimension(name, (high,))
    return Dimension(name, tuple(dict.fromkeys(min(value, most) if most else value for value in asked)))


def _prior(
    name: str, default: Any, learning_rates: tuple[float, float] | None, body_dropout: float | None
) -> Dimension:
    """Return where to look for an option's best value; the default is always in it, and first in a list."""
    if name == "learning_rate":
        low, high = learning_rates or (default / LOWER, default * HIGHER)
        return Dimension(name, (), min(low, default), max(high, default), True)
    if name == "head_learning_rate_factor":
        return Dimension(name, (), default / _HEAD_REACH, default * _HEAD_REACH, True)
    values = _AROUND[name](default) if name in _AROUND else _LISTS[name]
    if name == "hidden_dropout_prob":  # None is the model's own
        values = tuple(value for value in values if default is not None or value != body_dropout)
    return Dimension(name, tuple(dict.fromkeys((default, *values))))


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Settings)


def _of_kind(name: str, value: Any) -> Any:
    """Return a number as a whole one where the option takes these alone; names and None as they are."""
    if value is None or isinstance(value, str | bool):
        return value
    kind = _kinds()[name]
    return int(value) if int in (kind, *get_args(kind)) else float(value)
