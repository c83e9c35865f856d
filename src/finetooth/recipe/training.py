"""The recipe's section on training: every option of the fit."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from finetooth.recipe.options import Count, Names, Range, Rate, Section, Share, Values

DEFAULT_MAX_LENGTH = 256


class Training(Section):
    """How the model is fitted. A list means "tune over these", `{low, high, log}` a range to tune over."""

    learning_rate: Rate | Values[Rate] | Range[Rate] | None = None
    """Peak learning rate. Where absent it follows the size of the model, and is tuned around that."""
    num_train_epochs: Count | Values[Count] | Range[Count] | None = None
    """Most passes over the data; early stopping ends sooner. Where absent it follows the amount of data,
    and is tuned."""
    per_device_train_batch_size: Count | Values[Count] | Range[Count] | None = None
    """Rows in one step. Where absent 16, and tuned."""
    weight_decay: Share | Values[Share] | Range[Share] = 0.01
    """Decoupled weight decay (AdamW), on all but biases and norms."""
    warmup_ratio: Share | Values[Share] | Range[Share] = 0.1
    """Share of the steps in which the learning rate rises from zero."""
    label_smoothing_factor: Share | Values[Share] | Range[Share] = 0.0
    """Share of the target's probability that is spread over all labels."""
    max_grad_norm: float = Field(1.0, gt=0)
    """Gradients are clipped to this norm."""
    max_length: int | None = Field(None, ge=4)
    """Longest input in tokens; the rest is cut, and counted by a check. Where absent 256, or the model's limit."""
    early_stopping_patience: int = Field(3, ge=1)
    """Training ends after this many evaluations, and two epochs, without a better validation score or loss. Where few
    validation rows make the score noisy it waits longer."""
    early_stopping_threshold: Annotated[float, Field(ge=0)] | None = None
    """What counts as better: a gain above this. Where absent it follows the standard error of the validation score, for
    which checkpoint is kept as well."""

    lr_scheduler_type: Literal["linear", "cosine", "constant"] = "linear"
    """How the learning rate goes on after the warm-up: to zero in a line or half a wave, or not at all."""
    layerwise_lr_decay: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Each layer's learning rate is that of the layer above times this: lower layers change less."""
    head_learning_rate_factor: float | None = Field(None, gt=0)
    """How many times the learning rate the head's own is. Where absent 10 over pooled vectors, 1 for a head of the
    architecture's own."""
    evaluations_per_epoch: Count = 1
    """How often an epoch the validation rows are looked at."""
    class_weights: Literal["none", "balanced"] = "none"
    """`balanced` weighs the classes in the loss so that each counts as much as any other."""
    focal_gamma: float = Field(0.0, ge=0)
    """Focal loss: rows the model already knows count less, the more so the higher this is."""
    r_drop: float = Field(0.0, ge=0)
    """R-Drop: how much two answers to the same row under different dropout must agree. It doubles the work."""
    l2_start: float = Field(0.0, ge=0)
    """Decoupled pull of all weights toward those of the base model (L2-SP)."""
    sampling: Literal["random", "balanced"] = "random"
    """`balanced` draws rows so that each class comes as often as any other; no row is dropped, rare ones repeat."""
    average: Literal["none", "ema", "soup"] = "none"
    """Which mean of weights is kept: `ema` a moving average over the steps, `soup` the mean of the best evaluations
    where it scores no worse than the best of them."""
    ema_decay: Share = 0.999
    """How slowly the moving average follows."""
    soup_size: int = Field(3, ge=2)
    """How many of the best evaluations are averaged."""

    hidden_dropout_prob: Share | None = None
    """Dropout in the body of the model, its attention included. Where absent, what the base model was trained with."""
    classifier_dropout: Share | None = None
    """Dropout before the head. Where absent, the base model's own."""
    freeze_layers: Annotated[int, Field(ge=0)] | Literal["all"] = 0
    """Leave the embeddings and this many of the lowest layers as they are; `all` trains the head alone."""
    lora_r: int = Field(0, ge=0)
    """Rank of LoRA's matrices beside every linear layer; only they and the head are trained, and merged when done.
    0 trains the model itself."""
    lora_alpha: int = Field(32, gt=0)
    """LoRA's scale: what the matrices add counts alpha / r times."""
    lora_dropout: Share = 0.0
    """Dropout before LoRA's matrices."""
    pooling: Literal["auto", "mean", "cls", "own"] = "auto"
    """How token vectors become one vector a text: their `mean`, the first token's (`cls`), or as the head that the
    architecture brings does it (`own`). `auto` does as a sentence-embedding model was trained to, else `own`."""
    keep_simpler: bool = True
    """Whether a logistic regression on the frozen encoder is fitted first, and kept where fine-tuning scores no higher
    on the validation rows."""
    head: Literal["fresh", "probe"] = "fresh"
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
    truncation: Literal["head", "tail", "head_tail", "windows"] = "head"
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
    final_model: Literal["refit", "soup"] = "refit"
    """What a cross-validation hands on: a model fitted again on all rows for the mean of the folds' best lengths, or
    the mean of the folds' weights."""
    gradient_checkpointing: Literal["auto"] | bool = "auto"
    """Compute each layer again in the backward pass in place of keeping its values: the same gradients in less memory,
    for about a third more time. `auto` does so where smaller micro-batches alone do not fit the memory."""
    bf16: Literal["auto"] | bool = "auto"
    """Multiply in bfloat16 while training; weights and evaluations stay in float32. `auto` does so where the processor
    or GPU has it and a short measurement, kept for the machine, shows a gain of a fifth or more."""
    augment: list[str] = []
    """Scenarios (`typos`, `lower_case`, ...) under which training rows are shown now and then."""
    augment_share: Rate = 0.2
    """The share of rows that each epoch shows under one of them."""
    report_to: Names = []
    """Trackers that are told of the final fit, one name or a list: `tensorboard`, `mlflow`, `wandb`, `trackio`, or
    another of transformers' integrations, installed beside finetooth and set up as for its Trainer. It changes no
    result."""

    @model_validator(mode="after")
    def _one_way_to_train_less(self) -> "Training":
        if self.lora_r and self.freeze_layers:
            raise ValueError("lora_r trains no layer itself: set freeze_layers to 0, or lora_r to 0")
        if self.contrastive == "always" and self.freeze_layers == "all":
            raise ValueError("a contrastive stage teaches the encoder: set freeze_layers to 0, or contrastive to none")
        return self

    def deciding(self) -> "Training":
        """Return the section without what changes no result: whom progress is reported to."""
        return self.model_copy(update={"report_to": []})

    def longest_input(self, model_limit: int) -> int:
        """Return the longest input in tokens: what is asked for, else 256, within the model's limit."""
        return min(self.max_length or DEFAULT_MAX_LENGTH, model_limit)
