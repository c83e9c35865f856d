"""Plain frozen values that stages hand on and checks judge; all of them save as JSON or Parquet."""

import math
from dataclasses import dataclass, field
from typing import Literal

from finetooth.core.rows import Rows
from finetooth.core.scenario_score import Control as Control
from finetooth.core.scenario_score import Dose as Dose
from finetooth.core.scenario_score import ScenarioScore as ScenarioScore


@dataclass(frozen=True)
class Splits:
    """The rows that train, select, score and try the model. No row stands in two."""

    train: Rows
    validation: Rows
    test: Rows
    field: Rows


@dataclass(frozen=True)
class ProbeGain:
    """Macro-F1 of a quick model on the same test rows, taught with the training rows as they came and as prepared.

    ``low`` and ``high``: 95 % interval of the difference (paired bootstrap).
    """

    before: float
    after: float
    low: float
    high: float
    rows_before: int
    rows_after: int
    test_rows: int


@dataclass(frozen=True)
class Settings:
    """Concrete training settings: no list, no range, nothing left open."""

    learning_rate: float
    num_train_epochs: int
    per_device_train_batch_size: int
    weight_decay: float
    warmup_ratio: float
    label_smoothing_factor: float
    max_grad_norm: float
    max_length: int
    early_stopping_patience: int
    early_stopping_threshold: float | None  # None: by the standard error of the validation score
    selection_metric: str
    seed: int
    problem_type: str = "single_label_classification"
    lr_scheduler_type: str = "linear"
    layerwise_lr_decay: float = 1.0
    head_learning_rate_factor: float = 1.0
    evaluations_per_epoch: int = 1
    class_weights: str = "none"
    focal_gamma: float = 0.0
    r_drop: float = 0.0
    l2_start: float = 0.0
    sampling: str = "random"
    average: str = "none"
    ema_decay: float = 0.999
    soup_size: int = 3
    hidden_dropout_prob: float | None = None
    classifier_dropout: float | None = None
    freeze_layers: int | Literal["all"] = 0
    lora_r: int = 0
    lora_alpha: int = 32
    lora_dropout: float = 0.0
    pooling: str = "own"
    keep_simpler: bool = False
    head: str = "fresh"
    contrastive: bool = False
    contrastive_steps: int = 40
    contrastive_learning_rate: float = 5e-5
    truncation: str = "head"
    window_stride: int | None = None
    augment: tuple[str, ...] = ()
    augment_share: float = 0.2
    folds: int = 0  # of a cross-validation; 0 where one set of validation rows judges
    fold_repeats: int = 1
    final_model: str = "best"  # "refit" or "soup"; folds have no best
    bf16: bool | Literal["auto"] = "auto"
    gradient_checkpointing: bool | Literal["auto"] = field(default="auto", metadata={"result": False})
    train_on_turns: str = "all"  # this and what follows to packing: of language models
    train_on_prompt_weight: float = 0.0
    overlong: str = "drop"
    load_in_4bit: bool = False
    neftune_noise_alpha: float = 0.0
    packing: bool = True
    tokens_per_batch: int = field(default=4_096, metadata={"result": False})  # of a micro-batch, at most


@dataclass(frozen=True)
class CurvePoint:
    """One evaluation during training; losses are means of cross-entropy without smoothing, in nats."""

    epoch: float
    step: int
    train_loss: float
    validation_loss: float
    train_score: float  # selection metric on the training rows seen lately (running, dropout on)
    validation_score: float
    validation_error: float = math.nan  # standard error of the validation score
    learning_rate: float = math.nan
    gradient_norm: float = math.nan  # before clipping; the median of the steps since the last evaluation
    tokens: int = 0  # without padding, since the last evaluation
    calibrated_loss: float = math.nan  # validation loss at the one temperature that suits these rows best

    @property
    def judging_loss(self) -> float:
        """The validation loss that shows progress: calibrated where that is known."""
        return self.validation_loss if math.isnan(self.calibrated_loss) else self.calibrated_loss


@dataclass(frozen=True)
class Retry:
    """A divergence that was answered by going back to a good state and on with a lower learning rate."""

    step: int
    back_to: int
    reason: str
    learning_rate: float  # the peak from there on


@dataclass(frozen=True)
class Curve:
    """The training curve and which point was kept."""

    points: tuple[CurvePoint, ...]
    metric: str
    best_step: int
    stopped_early: bool
    planned_epochs: int
    retries: tuple[Retry, ...] = ()
    averaged: int = 0  # of how many evaluations the kept weights are the mean; 0 where they are one evaluation's own
    simpler: str = ""  # the kind of the simpler model that was tried too: "frozen" or "contrastive"
    simpler_score: float = math.nan  # its validation score; it was kept, as a point of step 0, where best_step is 0
    refitted: int = 0  # on how many rows, those of validation among them, the model was fitted again once chosen
    refitted_tokens: int = 0  # that this last fit was trained on
    unchanged: tuple[str, ...] = ()  # parameters that never changed though they may
    unchanged_share: float = 0.0  # of all values that may change
    kept_loss: float = math.nan  # validation loss and score of the model as it was handed on, measured once more
    kept_score: float = math.nan


@dataclass(frozen=True)
class Fold:
    """One fit of a cross-validation. Its scores are of the rows it held out, at the length chosen for all folds."""

    repeat: int  # from 1
    number: int  # from 1
    train_rows: int
    rows: int  # held out
    score: float
    error: float  # standard error of the score
    best_epoch: float  # the point it would have kept by itself
    curve: Curve
    simpler: dict[str, CurvePoint] = field(default_factory=dict)  # the simpler models' points, by kind
    taken_over: bool = False  # whether a trial of the search had fitted it


@dataclass(frozen=True)
class CrossValidation:
    """What was found by holding each row out once (in each repeat), and what was made of it."""

    folds: tuple[Fold, ...]
    metric: str
    chosen: str  # "fine-tuned", or the kind of the simpler model
    epochs: float  # how long the model handed on was trained
    score: float  # of the answers to all rows, each by a model that never saw it; the mean over repeats
    low: float  # 95 % interval, by the spread of the folds' scores
    high: float
    beside: dict[str, float]  # the same score for each kind that was tried
    final: str  # "refit" or "soup"
    rows: int


@dataclass(frozen=True)
class Score:
    """A metric with its 95 % interval; None where it is undefined, with the reason."""

    metric: str
    value: float | None
    low: float | None
    high: float | None
    n: int  # rows scored
    label: str | None = None  # for a metric of one class
    reason: str = ""  # why it is undefined


@dataclass(frozen=True)
class Scores:
    """All scores of one model on one set of rows; ``baselines`` holds those of simpler models on the same rows."""

    model: tuple[Score, ...]
    baselines: dict[str, tuple[Score, ...]] = field(default_factory=dict)
    selection_metric: str = "macro_f1"

    def get(self, metric: str, label: str | None = None) -> Score | None:
        """Return one of the model's scores."""
        return next((score for score in self.model if (score.metric, score.label) == (metric, label)), None)


@dataclass(frozen=True)
class Base:
    """The base model: what the user named, where it lies, and the fingerprint of its weights."""

    name: str
    location: str  # a folder, or a hub id
    content: str
    trust_remote_code: bool = False


@dataclass(frozen=True)
class Decision:
    """Go or no-go, and why. ``blocking`` are codes or failed conditions; ``uncovered`` mistakes have no evidence."""

    go: bool
    blocking: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    uncovered: tuple[str, ...] = ()
    reasons: dict[str, str] = field(default_factory=dict)  # for each of the above: one sentence
    conditions: dict[str, str] = field(default_factory=dict)  # what was measured for each condition, met or not
