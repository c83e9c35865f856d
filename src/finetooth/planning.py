"""Plan: what a run will do and about how long it will take, from a few timed steps on the user's own rows."""

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from finetooth.core.events import silent
from finetooth.core.recipe import Recipe
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work
from finetooth.pipeline import must_make_sense
from finetooth.stages.audit import audit, contents
from finetooth.stages.known import Known
from finetooth.stages.learn import encode
from finetooth.stages.prepare import prepare
from finetooth.stages.splitting import sample
from finetooth.stages.tune import algorithm, default_settings
from finetooth.stages.validate import chosen_scenarios
from finetooth.tasks import classify
from finetooth.training import defaults
from finetooth.training.base_model import locate

TIMED_ROWS = 32
FIXED_SECONDS = 15.0  # imports, loading, baselines, the report


@dataclass(frozen=True)
class Step:
    """One stage to come; seconds are an upper estimate, as early stopping usually ends sooner."""

    stage: str
    what: str
    seconds: float


@dataclass(frozen=True)
class Plan:
    """All that a run will do."""

    steps: tuple[Step, ...]
    seconds: float
    trials: int
    rows: dict[str, int]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Speed:
    """Seconds a row on this machine, for rows like the user's."""

    train: float
    predict: float


def plan(recipe: Recipe) -> Plan:
    """Read and split the rows, time a few steps of the model, and add up. Nothing is written. Raises UserError."""
    must_make_sense(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    begin = time.monotonic()
    with TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "plan", silent)
        read = audit(work, recipe.data, contents(recipe.data), recipe.seed)
        known, tuning = Known.of(recipe, base), recipe.tune.method != "none"
        splits = prepare(work, recipe.prepare, read.rows, read.columns, read.ledger, known, tuning).splits
    reading = time.monotonic() - begin
    default = default_settings(recipe.training, recipe.evaluate.selection_metric, recipe.seed, base, splits)
    speed = measure(base, splits, default)
    steps = _steps(recipe, splits, default, speed, reading)
    rows = {name: len(part) for name, part in vars(splits).items()}
    notes = (f"{speed.train * 1000:.0f} ms a row to train, {speed.predict * 1000:.0f} ms to predict, measured here",)
    trials = recipe.tune.trials if steps[2].seconds else 0
    return Plan(steps, sum(step.seconds for step in steps) + FIXED_SECONDS, trials, rows, notes)


def measure(base: Base, splits: Splits, settings: Settings) -> Speed:
    """Time training steps and predictions on a few rows, after one to warm up."""
    labels = classify.labels_of(splits.train.labels.to_list())
    tokenizer, model = (
        classify.load_tokenizer(base),
        classify.load_model(base, labels, settings.seed, pooling=settings.pooling),
    )
    rows = encode(sample(splits.train, TIMED_ROWS, settings.seed), labels, tokenizer, settings.max_length)[:TIMED_ROWS]
    classify.logits(model, tokenizer, rows[:4])
    begin = time.monotonic()
    classify.logits(model, tokenizer, rows)
    predict = (time.monotonic() - begin) / len(rows)
    batch = tokenizer.pad(rows[: settings.per_device_train_batch_size], return_tensors="pt").to(model.device)
    seconds = []
    for _ in range(2):
        begin = time.monotonic()
        model(**batch).loss.backward()
        seconds.append(time.monotonic() - begin)
    return Speed(float(np.min(seconds)) / len(batch["labels"]), predict)


def _steps(recipe: Recipe, splits: Splits, default: Settings, speed: Speed, reading: float) -> tuple[Step, ...]:
    tune, epochs = recipe.tune, default.num_train_epochs
    searched = () if tune.method == "none" or default.contrastive else defaults.space(recipe.training, default)
    few = (min(len(splits.train), tune.max_train_rows), min(len(splits.validation), tune.max_validation_rows))
    tuning = tune.trials * epochs * (few[0] * speed.train + few[1] * speed.predict) if searched else 0.0
    tuning = min(tuning, tune.time_limit or tuning)
    training = epochs * (len(splits.train) * speed.train + len(splits.validation) * speed.predict)
    scenarios = chosen_scenarios(recipe.validation)
    tried = (len(scenarios) + 1) * min(len(splits.test), recipe.validation.max_rows) + len(splits.field)
    names = ", ".join(dimension.name for dimension in searched)
    search = (
        f"{tune.trials} trials ({algorithm(tune).name}) over {names}, on {few[0]:,} rows"
        if searched
        else "nothing to tune"
    )
    return (
        Step("1-audit", "read the files and check the rows", reading / 2),
        Step("2-prepare", "mend, then split", reading / 2),
        Step("3-tune", search, tuning),
        Step("4-train", f"up to {epochs} epochs on {len(splits.train):,} rows, stopped early", training),
        Step(
            "5-evaluate", f"score {len(splits.test):,} test rows beside two baselines", len(splits.test) * speed.predict
        ),
        Step("6-validate", f"{len(scenarios)} scenarios, {len(splits.field):,} field rows", tried * speed.predict),
        Step("7-report", "decide and write the report", 1.0),
    )
