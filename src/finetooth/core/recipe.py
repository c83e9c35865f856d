"""Recipe: what is asked for. The one definition of every option: YAML key, --set key, Python argument and docs page."""

import re
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from finetooth.core.finding import MISTAKES, Severity

DEFAULT_MAX_LENGTH = 256
N = TypeVar("N", int, float)


class Section(BaseModel):
    """A frozen group of options that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, populate_by_name=True)


class Range(Section, Generic[N]):
    """A range to search: `{low: 1.0e-5, high: 5.0e-4, log: true}`."""

    low: N
    """Smallest value."""
    high: N
    """Largest value."""
    log: bool = False
    """Whether to search on a logarithmic scale."""

    @model_validator(mode="after")
    def _ordered(self) -> "Range[N]":
        if self.low >= self.high or (self.log and self.low <= 0):
            raise ValueError("a range needs low < high, and low > 0 where log is true")
        return self


Values = Annotated[list[N], Field(min_length=1)]
Rate = Annotated[float, Field(gt=0, le=1)]
Share = Annotated[float, Field(ge=0, lt=1)]
Count = Annotated[int, Field(ge=1)]


def _seconds(value: Any) -> Any:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh])", value.strip()) if isinstance(value, str) else None
    return float(match[1]) * {"s": 1, "m": 60, "h": 3600}[match[2]] if match else value


Seconds = Annotated[float, Field(gt=0), BeforeValidator(_seconds)]


class Data(Section):
    """Where the rows are and which columns matter."""

    train: str
    """Training rows: CSV, TSV, JSONL or Parquet, one of them in gzip (`rows.csv.gz`) or a zip (`rows.zip::member.tsv`
    names it), `hf://name` or `hf://name:split` on the Hugging Face hub, or `package:NAME/path` inside an installed
    package."""
    validation: str | None = None
    """Validation rows. Where absent, a part of the training rows is set apart."""
    test: str | None = None
    """Test rows. Where absent, a part of the training rows is set apart."""
    field: str | None = None
    """Rows from production, labelled or not: never trained on, only tried."""
    text_column: str | None = None
    """The column that holds the text. Where absent it is found when only one can be meant."""
    label_column: str | None = None
    """The column that holds the label. Where absent it is found when only one can be meant."""
    group_column: str | None = None
    """A column whose equal values must stay in one split (customer, author, conversation)."""
    pair_column: str | None = None
    """The column of the second text, where a row has two (premise and hypothesis, say)."""
    time_column: str | None = None
    """When a row came about: checked for training rows that are younger than those that judge, and what
    `prepare.split: time` goes by."""
    label_separator: str | None = Field(None, min_length=1)
    """What parts the labels of a row that can have several: `a|b` with `"|"`. In JSONL and Parquet a list of labels
    needs no separator."""
    delimiter: str | None = None
    """The character between fields of a CSV. Where absent it is sniffed."""
    encoding: str | None = None
    """The text encoding of CSV and JSONL. Where absent: UTF-8, UTF-16 with a byte order mark, else Windows-1252."""
    header: bool | None = None
    """Whether a CSV starts with column names. Where absent, a header that is missing is noticed and reported."""
    on_bad_line: Literal["error", "quarantine"] = "error"
    """What to do with a record that cannot be read: stop and name it, or set it aside with an entry in the ledger."""
    limit: int | None = Field(None, ge=10)
    """Use at most this many training rows, drawn at random; the others are set aside in the ledger."""


class Audit(Section):
    """How the rows are looked at."""

    budget: Seconds = 120.0
    """How much work the costly checks may do, as seconds of a slow laptop (`90s`, `2m`): beyond it they look at a
    random sample, and say so. The same budget gives the same sample on every machine."""
    select: list[str] = []
    """Look at rows only with these checks: codes (`PRE013`) or the start of codes (`PRE`). Checks on training and
    scores are not concerned."""
    ignore: dict[str, str] = {}
    """Leave these checks out, each with its reason: `{DAT016: "names are public"}`."""

    @model_validator(mode="after")
    def _reasons(self) -> "Audit":
        for code, reason in self.ignore.items():
            if not reason.strip():
                raise ValueError(f"ignore takes codes with a reason each; got {code} without one")
        return self


class Prepare(Section):
    """How rows are mended and split."""

    fix: Literal["auto", "none"] | list[str] = "auto"
    """Which checks' fixes are applied: `auto` (all that are safe), `none`, or a list that adds reviewed kinds to the
    safe ones (`[PRE013]`) and takes others out (`["-PRE011"]`)."""
    keep_rows: list[int | str] = []
    """Rows that no fix may touch, by record number: `[131, "test:17"]`."""
    label_errors: Literal["keep", "drop", "weight"] = "weight"
    """What becomes of training rows whose label is probably wrong (check DAT005): they weigh less in training, by as
    much as they are doubted, or they stay as they are, or they are dropped. Relabelling is never automatic."""
    split: Literal["auto", "stratified", "time"] = "auto"
    """How missing splits are drawn: `stratified` by label, or by `time` (the youngest rows judge); `auto` is
    `stratified`. Near copies and groups stay on one side either way."""
    validation_size: float | None = Field(None, gt=0, lt=0.5)
    """Share of the training rows for validation. Where absent it follows the amount of data."""
    test_size: float | None = Field(None, gt=0, lt=0.5)
    """Share of the training rows for the test, where no test file is given. Where absent it
    follows the amount of data."""


class Tune(Section):
    """How the training settings are searched for. Trial 0 is always the default."""

    method: Literal["auto", "tpe", "random", "none"] = "auto"
    """The algorithm: `tpe`, `random` or `none`; `auto` takes `random` below 10 trials and `tpe` from there."""
    trials: int = Field(6, ge=1)
    """How many settings are tried, the default included."""
    time_limit: Seconds | None = None
    """No new trial starts after this long (`90s`, `20m`, `2h`). A run with a time limit is not
    repeatable to the digit."""
    max_train_rows: int = Field(600, ge=8)
    """Trials train on at most this many rows, drawn stratified."""
    max_validation_rows: int = Field(600, ge=8)
    """Trials are scored on at most this many validation rows, drawn stratified."""


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
    """Training ends after this many evaluations (one an epoch) without a better validation score."""
    early_stopping_threshold: float = Field(0.0, ge=0)
    """What counts as better: a gain above this."""

    lr_scheduler_type: Literal["linear", "cosine", "constant"] = "linear"
    """How the learning rate goes on after the warm-up: to zero in a line or half a wave, or not at all."""
    layerwise_lr_decay: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Each layer's learning rate is that of the layer above times this: lower layers change less."""
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
    augment: list[str] = []
    """Scenarios (`typos`, `lower_case`, ...) under which training rows are shown now and then."""
    augment_share: Rate = 0.2
    """The share of rows that each epoch shows under one of them."""

    @model_validator(mode="after")
    def _one_way_to_train_less(self) -> "Training":
        if self.lora_r and self.freeze_layers:
            raise ValueError("lora_r trains no layer itself: set freeze_layers to 0, or lora_r to 0")
        return self

    def longest_input(self, model_limit: int) -> int:
        """Return the longest input in tokens: what is asked for, else 256, within the model's limit."""
        return min(self.max_length or DEFAULT_MAX_LENGTH, model_limit)


class Evaluate(Section):
    """How the model is scored on the test rows."""

    selection_metric: Literal["auto", "macro_f1", "accuracy", "roc_auc"] = "auto"
    """The metric that picks checkpoints and trials: `auto` is macro-F1."""
    resamples: int = Field(2000, ge=200)
    """Bootstrap resamples for each interval."""


class Validate(Section):
    """How the model is tried under real-world conditions."""

    scenarios: Literal["auto"] | list[str] = "auto"
    """Which perturbations of the test rows are tried: `auto` (all) or a list of names."""
    max_rows: int = Field(300, ge=10)
    """At most this many test rows are perturbed in each scenario."""
    max_drop: float = Field(0.10, gt=0, lt=1)
    """The largest fall of macro-F1 under a scenario that is acceptable."""


class Gate(Section):
    """What decides between go and no-go."""

    require: list[str] = []
    """Conditions on test scores, such as `macro_f1.low >= 0.80`; `.value`, `.low` and `.high` may be named."""
    waive: dict[str, str] = {}
    """Findings that are accepted, each with its reason: `{DAT012: "names are part of the task"}`."""
    fail_on: Severity = Severity.ERROR
    """The least severity of a finding that blocks."""

    @model_validator(mode="after")
    def _reasons(self) -> "Gate":
        for code, reason in self.waive.items():
            if code[:3] not in MISTAKES or not reason.strip():
                raise ValueError(
                    f"waive takes codes with a reason each, e.g. {{DAT001: why it is accepted}}; got {code}: {reason!r}"
                )
        return self


class Recipe(Section):
    """All that a run is asked to do."""

    task: Literal["text-classification"] = "text-classification"
    """What is learned."""
    base_model: str | None = None
    """The model to start from: a hub id, a local folder, or `package:NAME` (a model inside an installed package)."""
    seed: int = Field(42, ge=0, lt=2**31)
    """The seed of every random choice. Never tuned."""
    trust_remote_code: bool = False
    """Whether code that comes with a hub model may run. Leave it off unless you have read that code."""
    data: Data
    audit: Audit = Audit()
    prepare: Prepare = Prepare()
    tune: Tune = Tune()
    training: Training = Training()
    evaluate: Evaluate = Evaluate()
    validation: Validate = Field(Validate(), alias="validate")
    gate: Gate = Gate()
