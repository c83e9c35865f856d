"""The default settings by size of model and amount of data.

Sources: Mosbach et al. 2021 and Zhang et al. 2021 (few-sample fine-tuning: bias correction, warm-up, more epochs).
Small encoders need higher rates than the usual 2e-5, and a fresh head over pooled vectors far higher ones: see
docs/decisions/0005.
"""

from typing import Any

from finetooth.core.errors import UserError
from finetooth.core.results import Settings
from finetooth.problems import KINDS
from finetooth.problems.problem import SINGLE
from finetooth.recipe.options import first_of
from finetooth.recipe.searching import SEARCHABLE, searched
from finetooth.recipe.sections import Training
from finetooth.training.space import space as space
from finetooth.training.space import with_params as with_params

_AS_ASKED = (
    "per_device_train_batch_size",
    "weight_decay",
    "warmup_ratio",
    "label_smoothing_factor",
    "max_grad_norm",
    "early_stopping_patience",
    "early_stopping_threshold",
    "lr_scheduler_type",
    "layerwise_lr_decay",
    "evaluations_per_epoch",
    "class_weights",
    "focal_gamma",
    "r_drop",
    "l2_start",
    "sampling",
    "average",
    "ema_decay",
    "soup_size",
    "hidden_dropout_prob",
    "classifier_dropout",
    "freeze_layers",
    "lora_r",
    "lora_alpha",
    "lora_dropout",
    "augment_share",
    "contrastive_steps",
    "keep_simpler",
    "contrastive_learning_rate",
    "head",
    "truncation",
    "window_stride",
    "gradient_checkpointing",
    "bf16",
    "fold_repeats",
)
_FINE_TUNING = (  # what only a fine-tune heeds
    "learning_rate",
    "num_train_epochs",
    "per_device_train_batch_size",
    "head_learning_rate_factor",
    "lr_scheduler_type",
    "label_smoothing_factor",
    "focal_gamma",
    "r_drop",
    "l2_start",
    "average",
    "classifier_dropout",
    "freeze_layers",
    "lora_r",
    "head",
    "augment",
)
_RATES = ((35_000_000, 1e-4), (200_000_000, 3e-5))
_LARGE_RATE = 1e-5
_PLAIN: dict[str, Any] = {  # what stands for an option that is absent
    "per_device_train_batch_size": 16,
    "weight_decay": 0.01,
    "warmup_ratio": 0.1,
    "label_smoothing_factor": 0.0,
    "layerwise_lr_decay": 1.0,
    "evaluations_per_epoch": 1,
    "lora_r": 0,
}
LORA_RANK = 16  # of `auto`
_LORA_LIMIT = 1e-3
FEW_ROWS = 1_000
MOST_ROWS = 20_000  # with more, a frozen encoder is no rival, and its regression takes its time
HEAD_FACTOR = 50.0  # a fresh head over pooled vectors, often of length 1, learns too slowly at the encoder's rate
HEAD_LIMIT = 1e-2  # of the head's own rate: adapters, say, have a high one themselves
FEW_CLASSES = 20  # with 77 the contrastive stage does worse than the frozen encoder
FEW_WATCHED = 100  # validation rows; with fewer a score of 80 % has a standard error above 4 points
FITTED_TWICE = 5_000  # training rows; with more, a sixth of the rows adds less than the second fit costs
FEW_A_CLASS = 16  # rows; up to here a contrastive stage beats fine-tuning: docs/recipes.md


def learning_rate_for(parameters: int, lora: bool = False) -> float:
    """Return the default peak learning rate for a model of this many parameters; LoRA takes ten times as much.

    Source of the latter: Schulman et al. 2025, "LoRA without regret".
    """
    rate = next((rate for most, rate in _RATES if parameters <= most), _LARGE_RATE)
    return min(_LORA_LIMIT, 10 * rate) if lora else rate


def _head_factor(pooling: str, rate: float) -> float:
    """Return how many times the learning rate the head's own is: vectors of length 1 ask for large weights."""
    return 1.0 if pooling == "own" else max(1.0, min(HEAD_FACTOR, HEAD_LIMIT / rate))


def settings(
    training: Training,
    parameters: int,
    rows: int,
    max_length: int,
    selection_metric: str,
    seed: int,
    classes: int = 0,
    pooling: str = "own",
    watched: int | None = None,
    problem_type: str = SINGLE,
) -> Settings:
    """Return the default settings: what the recipe fixes, and the house's defaults for the rest.

    Of a list the first value is the default; of a range its middle (geometric where it is logarithmic). ``pooling`` is
    what ``auto`` stands for with this base model; ``watched`` how many validation rows were drawn by chance from the
    training rows, None where they are not to be mixed with these.
    """
    must_fit(training, problem_type)
    asked = concrete(training)
    pooled = pooling if asked["pooling"] == "auto" else asked["pooling"]
    contrastive = "contrastive" not in KINDS[problem_type].refused and _contrastive(training, rows, classes, pooled)
    folds = _folds(training, rows, contrastive, watched)
    rate = asked["learning_rate"] or learning_rate_for(parameters, lora=asked["lora_r"] > 0)
    return Settings(
        **{name: asked[name] for name in _AS_ASKED},
        learning_rate=rate,
        num_train_epochs=asked["num_train_epochs"] or (20 if rows < FEW_ROWS else 10),
        pooling=pooled,
        head_learning_rate_factor=asked["head_learning_rate_factor"] or _head_factor(pooled, rate),
        contrastive=contrastive,
        folds=folds,
        final_model=_final_model(training, rows, folds, contrastive, watched),
        augment=tuple(training.augment),
        max_length=max_length,
        selection_metric=selection_metric,
        seed=seed,
        problem_type=problem_type,
    )


def must_fit(training: Training, problem_type: str) -> None:
    """Raise UserError where an option makes no sense for this kind of problem."""
    plain = Training()
    for name, why in KINDS[problem_type].refused.items():
        asked = getattr(training, name)
        if asked not in (getattr(plain, name), None, "none", 0, 0.0):
            what = f"training.{name} is of no use for problem_type {problem_type}: {why}"
            raise UserError(what, f"recipe: training.{name}", "leave it out")


def concrete(training: Training) -> dict[str, Any]:
    """Return each option's value: of a list the first, of a range the middle, and what is usual for an absent one.

    What depends on the model or the rows is None still.
    """
    given = {name: getattr(training, name) for name in Training.model_fields}
    found = {name: first_of(value) if name in SEARCHABLE else value for name, value in given.items()}
    found |= {"lora_r": LORA_RANK} if found["lora_r"] == "auto" else {}
    return {name: _PLAIN.get(name) if value is None else value for name, value in found.items()}


def _contrastive(training: Training, rows: int, classes: int, pooling: str) -> bool:
    """Whether rows are so few a class that pairs of them teach more than the rows do.

    ``auto`` gives way to options that say how to fine-tune, as they would have no effect: those of `_FINE_TUNING` with
    another value than their default, and any with a list or a range to search. The stage honours `class_weights` and
    `sampling` (in its logistic head), the weights of rows, dropout of the body, weight decay, clipping, warm-up and
    layer-wise decay.
    """
    if training.contrastive == "always" and pooling == "own":
        fix = "set training.pooling to mean, or training.contrastive to auto"
        raise UserError("the contrastive stage needs pooled vectors", "recipe: training.contrastive", fix)
    if training.contrastive == "always" and rows > MOST_ROWS:
        fix = "set training.contrastive to auto: with so many rows fine-tuning is the better teacher"
        what = f"the contrastive stage takes {MOST_ROWS:,} rows at most, not {rows:,}"
        raise UserError(what, "recipe: training.contrastive", fix)
    asked, plain = concrete(training), concrete(Training())
    ways = searched(training) or [name for name in _FINE_TUNING if asked[name] != plain[name]]
    few = pooling != "own" and not ways and classes <= FEW_CLASSES and 0 < rows <= FEW_A_CLASS * classes
    return training.contrastive == "always" or (training.contrastive == "auto" and few)


def _folds(training: Training, rows: int, contrastive: bool, watched: int | None) -> int:
    """How many folds judge in turn: where one set of validation rows would be too small to choose by, the asked ones.

    A contrastive run has little to choose, and is fitted again on all rows without.
    """
    best = training.final_model == "best"
    if best and training.cross_validation == "always":
        fix = "set training.final_model to refit or soup, or training.cross_validation to none"
        raise UserError("folds have no best model of their own to hand on", "recipe: training.final_model", fix)
    few = watched is not None and watched < FEW_WATCHED and rows < FEW_ROWS and not contrastive and not best
    wanted = training.cross_validation == "always" or (training.cross_validation == "auto" and few)
    return training.folds if wanted else 0


def _final_model(training: Training, rows: int, folds: int, contrastive: bool, watched: int | None) -> str:
    """What is handed on: fitted again on all rows where that mixes nothing that was meant to stay apart, and is cheap.

    The mean of a fit's best evaluations cannot be made again without validation rows.
    """
    if training.final_model != "auto":
        return training.final_model
    cheap = bool(watched) and rows <= FITTED_TWICE and not contrastive and first_of(training.average) != "soup"
    return "refit" if folds or cheap else "best"
