"""Recipe: what is asked for. The one definition of every option: YAML key, --set key, Python argument and docs page."""

from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from finetooth.core.finding import MISTAKES, Severity
from finetooth.recipe.answering import Answering
from finetooth.recipe.options import Costs, Seconds, Section
from finetooth.recipe.options import Range as Range
from finetooth.recipe.searching import admitted, must_be_searchable
from finetooth.recipe.training import DEFAULT_MAX_LENGTH as DEFAULT_MAX_LENGTH
from finetooth.recipe.training import Training as Training
from finetooth.recipe.tuning import Tune as Tune


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
    out_of_scope: str | None = None
    """Rows that belong to none of the classes: never trained on, and nothing is fitted on them. It is measured how well
    the model tells them from the test rows (docs/out-of-scope.md)."""
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
    split_column: str | None = None
    """A column of `data.train` that names each row's split: `train`, `validation` (or `dev`, `valid`, `val`), `test`;
    rows of any other value are set aside in the ledger."""
    format: Literal["auto", "messages", "sharegpt", "alpaca", "prompt_completion", "text"] = "auto"
    """How rows are written for `task: sft` (docs/conversations.md); `auto` recognises it and tells by what."""
    messages_column: str | None = None
    """The column with the turns of a conversation (`messages`, `sharegpt`), or the plain text (`text`)."""
    prompt_column: str | None = None
    """The column of the prompt (`prompt_completion`), or of the instruction (`alpaca`)."""
    completion_column: str | None = None
    """The column of the answer."""
    system_column: str | None = None
    """The column of the system prompt, where it stands beside the turns."""
    tools_column: str | None = None
    """The column of the tools declared to the model."""
    evaluation_sets: list[str] = []
    """Evaluation sets (files or locations like `data.train`) that the model will be compared on by others: training
    rows that hold their questions are found (DAT032)."""
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


class Evaluate(Answering):
    """How the model is scored on the test rows."""

    selection_metric: str = "auto"
    """The metric that picks checkpoints and trials: `macro_f1`, `accuracy`, `roc_auc`, `pr_auc`, `mcc`, ..., or one of
    your own. `auto` is `macro_f1`; `roc_auc` where costs set the answers; and `pr_auc` of two classes where one has
    less than a twentieth of the rows. The report says why."""
    metric_files: list[str] = []
    """Python files with metrics of your own (docs/calibration.md): they are scored, and may be named in
    `selection_metric` and `gate.require`. Their code runs: name only files that you trust."""
    calibration: Literal["auto", "none"] = "auto"
    """Whether probabilities are calibrated on held-out rows (temperature, vector or, of two classes, isotonic scaling):
    `auto` where that lowers their log loss by more than its standard error."""
    thresholds: Literal["auto", "none", "always"] = "auto"
    """Whether the answer may be another than the most probable label: by a threshold, or a weight for each class, tuned
    on held-out rows for the selection metric where it goes by answers, else for macro-F1. `auto` keeps what gains
    beyond noise, `always` in any case. Where `costs` are given, they set the answers; `none` only scores by them."""
    costs: Costs | None = None
    """What mistakes cost: `{missed: {fraud: 20}}` says that a missed `fraud` costs 20 false alarms;
    `{fraud: {ham: 20}, ham: {fraud: 1}}` names truth, answer and cost. What is not named costs 1 where it is wrong."""
    target_precision: float | None = Field(None, gt=0, lt=1)
    """Answer only when sure enough for this share of the answers to be right: from the least confidence at which
    held-out rows show it (the lower end of its interval). Other rows are held back."""
    abstain_below: float | None = Field(None, gt=0, lt=1)
    """Hold answers back whose calibrated probability is below this."""
    resamples: int = Field(2000, ge=200)
    """Bootstrap resamples for each interval."""
    slices: Literal["auto", "none"] | list[str] = "auto"
    """Columns of the files whose values cut the test rows into slices that are scored each by itself, beside label,
    length, language and confidence: `auto` takes those with 2 to 20 values, `none` looks at no slices."""
    sensitive: list[str] = []
    """Columns of the files that name groups of people, or others that must be served alike (`[sex, region]`): gaps in
    recall, false alarms, selection and calibration between their values are tested (EVL027)."""


class Validate(Section):
    """How the model is tried under real-world conditions."""

    scenarios: Literal["auto"] | list[str] = "auto"
    """Which perturbations of the test rows are tried: `auto` (all) or a list of names (docs/scenarios.md)."""
    max_rows: int = Field(300, ge=10)
    """At most this many test rows are perturbed in each scenario."""
    max_drop: float = Field(0.10, gt=0, lt=1)
    """The largest fall of macro-F1 under a scenario that is acceptable."""
    behaviour: str | None = None
    """A YAML file of behavioural tests (docs/behaviour.md): texts that were made for the purpose, with what the model
    must do on them."""
    out_of_scope: Literal["auto", "none"] = "auto"
    """Whether a threshold is set from which a text is flagged as none of the classes (docs/out-of-scope.md), which
    `predict` then tells of each row. `none` sets none."""
    false_alarms: float = Field(0.05, gt=0, lt=0.5)
    """The share of rows of the classes that may be flagged so: the threshold is set on held-out rows."""
    cost: Literal["auto", "none"] = "auto"
    """Whether it is measured what the model costs in use on this machine (docs/cost-in-use.md): the time of an answer,
    memory, size, and how long a fresh process takes to answer. `none` measures nothing."""


class Gate(Section):
    """What decides between go and no-go."""

    require: list[str] = []
    """Conditions on test scores, such as `macro_f1.low >= 0.80`; `.value`, `.low` and `.high` may be named. Of one
    class: `recall[fraud].low >= 0.9`. Of some rows, by a column of the files: `slice[lang=es].f1 >= 0.7`. Against the
    best baseline on the same rows: `gain_over_baseline.low > 0`. Of behavioural tests:
    `behaviour.pass_rate.low >= 0.9`, `behaviour[negation].pass_rate >= 0.8`. Of the cost in use:
    `latency.p95_ms <= 50`, `latency.p50_ms`, `latency.p99_ms`, `throughput`, `model_mb`, `memory_mb`, `cold_start_s`.
    Of what later times and other groups cost a cheap model: `later.drop <= 0.05`, `new_group.drop`,
    `worst_group.drop`. Of rows of no class: `out_of_scope.auroc >= 0.9`, `out_of_scope.recall`,
    `out_of_scope.false_alarms <= 0.1`."""
    regression_vs: str | None = None
    """An earlier run with the same test rows, or a folder of runs (then the last of them that was accepted): a model
    that is worse beyond noise is a finding that blocks (EVL020)."""
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

    task: Literal["text-classification", "sft"] = "text-classification"
    """What is learned: `text-classification` (a label for a text), or `sft`: supervised fine-tuning of a causal
    language model on prompts and answers or conversations (docs/conversations.md)."""
    problem_type: Literal[
        "auto", "single_label_classification", "multi_label_classification", "ordinal", "regression"
    ] = "auto"
    """What a label says: one class, several, a grade (`ordinal`: numbers, scored by how far off an answer is), or a
    number to be predicted (`regression`). `auto` sees several labels in a row by itself, and never takes numbers for
    more than the names of classes."""
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

    @field_validator("seed", mode="before")
    @classmethod
    def _never_searched(cls, value: Any) -> Any:
        return admitted("seed", value)

    @model_validator(mode="after")
    def _searchable(self) -> "Recipe":
        must_be_searchable(self.tune, self.training)
        return self
