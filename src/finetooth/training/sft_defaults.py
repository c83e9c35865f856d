"""The default settings of a language model's fine-tune, and the space that is searched around them.

Sources: Schulman et al. 2025, "LoRA without regret" (all linear layers, ten times the rate of a full fine-tune, no
dropout, few epochs); Hu et al. 2021; Zhou et al. 2023, "LIMA" (a few hundred good rows teach a style).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension
from finetooth.recipe.options import first_of, is_open
from finetooth.recipe.training import Training
from finetooth.training.defaults import LORA_RANK, concrete
from finetooth.training.defaults import settings as of_classifiers
from finetooth.training.space import MANY_TRIALS
from finetooth.training.space import space as space_around

METRIC = "completion_loss"
LONGEST = 1_024  # tokens of a conversation, where nothing else is asked for
EPOCHS, EVALUATIONS = 3, 2
TOKENS = 512  # of a micro-batch: on a CPU more are no faster, and each takes 2 MB of a small model's layers
FEW = ("learning_rate", "lora_r", "num_train_epochs", "per_device_train_batch_size")
MANY = ("lora_dropout",)  # with 16 trials and more
_RATES = ((500_000_000, 5e-5), (3_000_000_000, 2e-5))
_LARGE_RATE = 1e-5
_LORA = 10.0, 1e-4, 1e-3  # times the rate of a full fine-tune, and its limits


def learning_rate_for(parameters: int, lora: bool) -> float:
    """Return the default peak learning rate: by size, ten times as much for LoRA within 1e-4 and 1e-3."""
    rate = next((rate for most, rate in _RATES if parameters <= most), _LARGE_RATE)
    times, low, high = _LORA
    return min(high, max(low, times * rate)) if lora else rate


def settings(training: Training, parameters: int, rows: int, limit: int, seed: int) -> Settings:
    """Return what the recipe fixes, and the house's defaults for the rest; ``limit`` is the model's longest input."""
    asked = concrete(training)
    rank = LORA_RANK if training.lora_r is None and not _frozen(training) else asked["lora_r"]
    length = min(first_of(training.max_length) or LONGEST, limit)
    given = of_classifiers(training, parameters, rows, length, METRIC, seed, pooling="own")
    return replace(
        given,
        lora_r=rank,
        learning_rate=asked["learning_rate"] or learning_rate_for(parameters, rank > 0),
        num_train_epochs=asked["num_train_epochs"] or EPOCHS,
        evaluations_per_epoch=training.evaluations_per_epoch or EVALUATIONS,
        train_on_turns=training.train_on_turns,
        train_on_prompt_weight=training.train_on_prompt_weight,
        overlong=training.overlong,
        packing=training.packing,
        load_in_4bit=training.load_in_4bit,
        neftune_noise_alpha=training.neftune_noise_alpha,
        keep_simpler=False,
        contrastive=False,
        folds=0,
        final_model="best",
        tokens_per_batch=TOKENS,
    )


def space(
    training: Training,
    default: Settings,
    search_space: Literal["auto"] | Sequence[str] = "auto",
    trials: int = 0,
    limit: int | None = None,
) -> tuple[Dimension, ...]:
    """Return what is searched: the recipe's lists and ranges, and of the rest what matters most to such a fine-tune.

    ``limit`` is the longest input that the model reads.
    """
    wanted = (*FEW, *MANY) if trials >= MANY_TRIALS else FEW
    possible = [name for name in wanted if default.lora_r or not name.startswith("lora")]
    left_open = [name for name in possible if _is_left(training, name)] if search_space == "auto" else [*search_space]
    found = space_around(training, default, search_space=left_open, limit=limit)
    size = default.per_device_train_batch_size
    batches = Dimension("per_device_train_batch_size", tuple(dict.fromkeys((size, max(1, size // 2), 2 * size))))
    own = is_open(training.per_device_train_batch_size)
    return tuple(batches if part.name == batches.name and not own else part for part in found)


def _is_left(training: Training, name: str) -> bool:
    """Whether the recipe leaves an option open; a plain number at its default is none that was asked for."""
    value = getattr(training, name)
    return not is_open(value) and value in (None, "auto", getattr(Training(), name))


def _frozen(training: Training) -> bool:
    return bool(first_of(training.freeze_layers))
