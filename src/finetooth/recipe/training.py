"""The recipe's section on training: every option of the fit."""

from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from finetooth.recipe.options import (
    Count,
    Names,
    Positive,
    Range,
    Rate,
    Section,
    Share,
    Values,
    Weight,
    Whole,
    first_of,
)
from finetooth.recipe.searching import admitted, must_agree

DEFAULT_MAX_LENGTH = 256
Length = Annotated[int, Field(ge=4)]
Decay = Annotated[float, Field(gt=0, le=1)]
Scale = Annotated[int, Field(gt=0)]
Schedule = Literal["linear", "cosine", "constant"]
Balance = Literal["none", "balanced"]
Sampling = Literal["random", "balanced"]
Average = Literal["none", "ema", "soup"]
Pooling = Literal["mean", "cls", "own"]
Head = Literal["fresh", "probe"]
Truncation = Literal["head", "tail", "head_tail", "windows"]


class Training(Section):
    """How the model is fitted. A list means "tune over these", `{low, high, log}` a range to tune over. What is absent
    may be tuned too: see `tune.search_space`."""

    learning_rate: Rate | Values[Rate] | Range[Rate] | None = None
    """Peak learning rate. Where absent it follows the size of the model, and is tuned around that."""
    num_train_epochs: Count | Values[Count] | Range[Count] | None = None
    """Most passes over the data; early stopping ends sooner. Where absent it follows the amount of data,
    and is tuned."""
    per_device_train_batch_size: Count | Values[Count] | Range[Count] | None = None
    """Rows in one step. Where absent 16, and tuned."""
    weight_decay: Share | Values[Share] | Range[Share] | None = None
    """Decoupled weight decay (AdamW), on all but biases and norms. Where absent 0.01, and tuned with many trials."""
    warmup_ratio: Share | Values[Share] | Range[Share] | None = None
    """Share of the steps in which the learning rate rises from zero. Where absent 0.1, and tuned with many trials."""
    label_smoothing_factor: Share | Values[Share] | Range[Share] | None = None
    """Share of the target's probability that is spread over all labels. Where absent 0, and tuned with many trials."""
    max_grad_norm: Positive | Values[Positive] | Range[Positive] = 1.0
    """Gradients are clipped to this norm."""
    max_length: Length | Values[Length] | Range[Length] | None = None
    """Longest input in tokens; the rest is cut, and counted by a check. Where absent 256, or the model's limit."""
    early_stopping_patience: int = Field(3, ge=1)
    """Training ends after this many evaluations, and two epochs, without a better validation score or loss (of a
    language model: without a lower loss). Where few validation rows make the score noisy it waits longer."""
    early_stopping_threshold: Annotated[float, Field(ge=0)] | None = None
    """What counts as better: a gain above this. Where absent it follows the standard error of the validation score, for
    which checkpoint is kept as well; with `task: sft` it is 0, as each loss is of the same tokens."""

    lr_scheduler_type: Schedule | Values[Schedule] = "linear"
    """How the learning rate goes on after the warm-up: to zero in a line or half a wave, or not at all."""
    layerwise_lr_decay: Decay | Values[Decay] | Range[Decay] | None = None
    """Each layer's learning rate is that of the layer above times this: lower layers change less. Where absent 1, and
    tuned with many trials."""
    head_learning_rate_factor: Positive | Values[Positive] | Range[Positive] | None = None
    """How many times the learning rate the head's own is. Where absent 50 over pooled vectors, but at most 0.01 in all,
    and 1 for a head of the architecture's own."""
    evaluations_per_epoch: Count | None = None
    """How often an epoch the validation rows are looked at. Where absent once, of a language model twice."""
    class_weights: Balance | Values[Balance] = "none"
    """`balanced` weighs the classes in the loss so that each counts as much as any other."""
    focal_gamma: Weight | Values[Weight] | Range[Weight] = 0.0
    """Focal loss: rows the model already knows count less, the more so the higher this is."""
    r_drop: Weight | Values[Weight] | Range[Weight] = 0.0
    """R-Drop: how much two answers to the same row under different dropout must agree. It doubles the work."""
    l2_start: Weight | Values[Weight] | Range[Weight] = 0.0
    """Decoupled pull of all weights toward those of the base model (L2-SP)."""
    sampling: Sampling | Values[Sampling] = "random"
    """`balanced` draws rows so that each class comes as often as any other; no row is dropped, rare ones repeat."""
    average: Average | Values[Average] = "none"
    """Which mean of weights is kept: `ema` a moving average over the steps, `soup` the mean of the best evaluations
    where it scores no worse than the best of them."""
    ema_decay: Share = 0.999
    """How slowly the moving average follows."""
    soup_size: int = Field(3, ge=2)
    """How many of the best evaluations are averaged."""

    hidden_dropout_prob: Share | Values[Share | None] | Range[Share] | None = None
    """Dropout in the body of the model, its attention included. Where absent, or null in a list, what the base model
    was trained with; tuned with many trials."""
    classifier_dropout: Share | Values[Share | None] | Range[Share] | None = None
    """Dropout before the head. Where absent, or null in a list, the base model's own."""
    freeze_layers: Whole | Literal["all"] | Values[Whole | Literal["all"]] = 0
    """Leave the embeddings and this many of the lowest layers as they are; `all` trains the head alone."""
    lora_r: Whole | Literal["auto"] | Values[Whole] | Range[Whole] | None = None
    """Rank of LoRA's matrices beside every linear layer; only they and the head are trained, and merged when done.
    0 trains the model itself; `auto` is 16, and tuned with many trials. Where absent 0, of a language model 16."""
    lora_alpha: Scale | Values[Scale] | Range[Scale] = 32
    """LoRA's scale: what the matrices add counts alpha / r times."""
    lora_dropout: Share | Values[Share] | Range[Share] = 0.0
    """Dropout before LoRA's matrices."""
    pooling: Literal["auto"] | Pooling | Values[Pooling] = "auto"
    """How token vectors become one vector a text: their `mean`, the first token's (`cls`), or as the head that the
    architecture brings does it (`own`). `auto` does as a sentence-embedding model was trained to, else `own`."""
    keep_simpler: bool = True
    """Whether a logistic regression on the frozen encoder is fitted first, and kept where fine-tuning scores no higher
    on the validation rows."""
    head: Head | Values[Head] = "fresh"
    """What fine-tuning starts from: a `fresh` head, or a logistic regression on the frozen encoder (`probe`)."""
    contrastive: Literal["auto", "none", "always"] = "auto"
    """Teach the encoder by pairs of rows, of one class or not, and fit a logistic head, in place of fine-tuning: best
    where rows are few. `auto` does so with 16 rows a class or fewer and at most 20 classes, where the pooling is `mean`
    or `cls` and nothing is asked for that only fine-tuning heeds (`learning_rate`, `num_train_epochs`, `lora_r`,
    `freeze_layers`, `average`, `augment`, `r_drop`, `focal_gamma`, ...)."""
    contrastive_steps: Count = 40
    """Steps of the contrastive stage, of 32 rows and all their pairs each."""
    contrastive_learning_rate: Rate = 5e-5
    """Peak learning rate of the contrastive stage."""
    truncation: Truncation | Values[Truncation] = "head"
    """What is read of a text that is longer than `max_length`: its beginning, its end, a quarter of the length from the
    beginning and the rest from the end, or all of it in overlapping `windows`. Each window is then a row to learn from,
    those of a text together of its weight, and the mean of their logits is the answer. A text is read in 32 windows at
    most, at even distances."""
    window_stride: int | None = Field(None, ge=0)
    """How many tokens a window shares with the one before (`stride` of transformers' tokenizers). Where absent a
    quarter of the window."""
    cross_validation: Literal["auto", "none", "always"] = "auto"
    """Let each row of training and validation judge once and teach otherwise, choose by the answers to all of them, and
    hand on a model of all rows. `auto` does so below 1,000 training rows where fewer than 100 validation rows, whose
    score is a matter of luck, were drawn from them at random; not in a contrastive run."""
    folds: int = Field(5, ge=2)
    """Folds of a cross-validation. Classes are spread evenly; near copies and groups are never parted."""
    fold_repeats: Count = 1
    """How often the folds are dealt anew."""
    final_model: Literal["auto", "refit", "best", "soup"] = "auto"
    """What is handed on once all is chosen. `refit`: a model fitted again on all rows, those of validation too, for as
    many epochs as were best (of folds: for the mean of their best lengths). `best`: the model that the validation rows
    chose, as it is; no folds then. `soup`: the mean of the folds' weights, and without folds as `best`. `auto` is
    `refit` after folds, and where the validation rows were drawn at random from at most 5,000 training rows; else
    `best`."""
    gradient_checkpointing: Literal["auto"] | bool = "auto"
    """Compute each layer again in the backward pass in place of keeping its values: the same gradients in less memory,
    for about a third more time. `auto` does so where smaller micro-batches alone do not fit the memory."""
    bf16: Literal["auto"] | bool = "auto"
    """Multiply in bfloat16 while training; weights and evaluations stay in float32. `auto` does so where the processor
    or GPU has it and a short measurement, kept for the machine, shows a gain of a fifth or more, for models of
    a million parameters and more."""
    augment: list[str] = []
    """Scenarios (`typos`, `lower_case`, ...) under which training rows are shown now and then."""
    augment_share: Rate | Values[Rate] | Range[Rate] = 0.2
    """The share of rows that each epoch shows under one of them."""
    train_on_turns: Literal["all", "last"] = "all"
    """Of language models: which of the assistant's turns in a conversation are learned."""
    train_on_prompt_weight: Share = 0.0
    """Of language models: what the tokens of the prompts count in the loss, where those of the answers count 1."""
    overlong: Literal["drop", "truncate_left", "error"] = "drop"
    """Of language models: what becomes of a conversation with more than `max_length` tokens. `truncate_left` cuts its
    beginning, never its last answer; what was left out or cut is told, row by row."""
    packing: bool = True
    """Of language models: let the conversations of a micro-batch lie in one row without padding, each attending to
    itself alone; what all of them begin with is read once. No conversation's loss changes by it. Without, and for a
    model that cannot keep them apart, which is tried first, those of like length are padded together."""
    load_in_4bit: bool = False
    """Of language models: hold the base model's weights in 4 bits (NF4) while LoRA's adapters learn: a quarter of the
    memory of float16, at some loss of quality. It needs the package bitsandbytes. What is saved is in full precision
    again and answers as it was trained. On a GPU it is untested; on a processor it is tested, and slow."""
    neftune_noise_alpha: Weight = 0.0
    """Of language models: noise on the embeddings while training (NEFTune); 5 is usual."""
    report_to: Names = []
    """Trackers that are told of the final fit, one name or a list: `tensorboard`, `mlflow`, `wandb`, `trackio`, or
    another of transformers' integrations, installed beside finetooth and set up as for its Trainer. It changes no
    result."""

    @field_validator("*", mode="before")
    @classmethod
    def _may_be_searched(cls, value: Any, info: ValidationInfo) -> Any:
        return admitted(info.field_name or "", value)

    @model_validator(mode="after")
    def _no_contradiction(self) -> "Training":
        must_agree(self)
        return self

    def deciding(self) -> "Training":
        """Return the section without what changes no result: whom progress is reported to."""
        return self.model_copy(update={"report_to": []})

    def longest_input(self, model_limit: int) -> int:
        """Return the longest input in tokens: what is asked for first, else 256, within the model's limit."""
        return min(first_of(self.max_length) or DEFAULT_MAX_LENGTH, model_limit)
