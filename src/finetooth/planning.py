"""Plan: what a run will do, what it takes of the memory and about how long, from a few of its own steps."""

import math
import time
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from finetooth.checks.wording import counted
from finetooth.core.events import silent
from finetooth.core.results import Settings, Splits
from finetooth.core.run import Work
from finetooth.core.tuning import Dimension
from finetooth.pipeline import must_make_sense
from finetooth.recipe.sections import Recipe
from finetooth.search.choosing import choose
from finetooth.stages.audit import audit, contents
from finetooth.stages.foreseeing import Foreseen, Speed, foresee, seconds_of_fit, seconds_of_training
from finetooth.stages.known import Known
from finetooth.stages.prepare import prepare
from finetooth.stages.tune import default_settings, usual
from finetooth.stages.validate import chosen_scenarios
from finetooth.training import defaults
from finetooth.training.base_model import locate
from finetooth.training.means import size

FIXED_SECONDS = 5.0  # loading, baselines, the report; imports are timed with the reading


@dataclass(frozen=True)
class Step:
    """One stage to come; seconds are an upper estimate, as early stopping usually ends sooner."""

    stage: str
    what: str
    seconds: float


@dataclass(frozen=True)
class Memory:
    """Bytes that the training takes at its peak, its whole process counted, those that are free, and whether it fits.

    ``free`` is None where the system does not tell.
    """

    peak: int
    free: int | None
    fits: bool


@dataclass(frozen=True)
class Plan:
    """All that a run will do; ``memory`` is None where the model's needs cannot be counted."""

    steps: tuple[Step, ...]
    seconds: float
    trials: int
    rows: dict[str, int]
    notes: tuple[str, ...]
    memory: Memory | None = None


def plan(recipe: Recipe) -> Plan:
    """Read and split the rows, do a few steps of the training, and add up. Nothing is written. Raises UserError."""
    must_make_sense(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    begin = time.monotonic()
    with TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "plan", silent)
        read = audit(work, recipe.data, contents(recipe.data), recipe.seed)
        known, tuning = Known.of(recipe, base), recipe.tune.method != "none"
        splits = prepare(work, recipe.prepare, read.rows, read.columns, read.ledger, known, tuning).splits
    reading = time.monotonic() - begin
    metric, split = recipe.evaluate.selection_metric, recipe.prepare.split
    default = default_settings(recipe.training, metric, recipe.seed, base, splits, split)
    foreseen = foresee(base, splits, default)
    steps = _steps(recipe, splits, default, foreseen.speed, reading)
    rows = {name: len(part) for name, part in vars(splits).items()}
    searched = _searched(recipe, default)
    trials = choose(recipe.tune, searched, usual(default, searched)).trials if searched else 0
    seconds = sum(step.seconds for step in steps) + FIXED_SECONDS
    return Plan(steps, seconds, trials, rows, _notes(foreseen, default), _memory(foreseen))


def _steps(recipe: Recipe, splits: Splits, default: Settings, speed: Speed, reading: float) -> tuple[Step, ...]:
    tested = len(splits.test)
    scenarios = chosen_scenarios(recipe.validation)
    tried = (len(scenarios) + 1) * min(tested, recipe.validation.max_rows) + len(splits.field)
    taught, watched = len(splits.train), len(splits.validation)
    training = seconds_of_training(default, speed, taught, watched, default.num_train_epochs)
    return (
        Step("1-audit", "read the files and check the rows", reading / 2),
        Step("2-prepare", "mend, then split", reading / 2),
        Step("3-tune", *_search(recipe, splits, default, speed)),
        Step("4-train", _training(default, taught, watched), training),
        Step("5-evaluate", f"score {tested:,} test rows beside two baselines", tested * speed.predict),
        Step("6-validate", f"{len(scenarios)} scenarios, {len(splits.field):,} field rows", tried * speed.predict),
        Step("7-report", "decide and write the report", 1.0),
    )


def _search(recipe: Recipe, splits: Splits, default: Settings, speed: Speed) -> tuple[str, float]:
    """Say what is searched, and how long that takes: a trial is a fit without simpler models beside it."""
    tune = recipe.tune
    searched = _searched(recipe, default)
    if not searched:
        return "nothing to tune", 0.0
    choice = choose(tune, searched, usual(default, searched))
    few = min(len(splits.train), tune.max_train_rows), min(len(splits.validation), tune.max_validation_rows)
    epochs = next((part for part in searched if part.name == "num_train_epochs"), None)
    mean = float(default.num_train_epochs)  # trials draw from its values; the first is the default
    if epochs:
        values = epochs.values or (epochs.low or mean, epochs.high or mean)
        mean = (mean + (choice.trials - 1) * sum(values) / len(values)) / choice.trials
    one = seconds_of_fit(replace(default, keep_simpler=False, folds=0), speed, *few, mean)
    limit = math.inf if tune.time_limit is None else tune.time_limit + one  # what began within it is not cut short
    names = ", ".join(dimension.name for dimension in searched)
    told = f"{counted(choice.trials, 'trial')} ({choice.search.name}) over {names}, on {few[0]:,} rows"
    return told, min(choice.trials * one, limit)


def _searched(recipe: Recipe, default: Settings) -> tuple[Dimension, ...]:
    none = recipe.tune.method == "none" or default.contrastive
    return () if none else defaults.space(recipe.training, default)


def _training(default: Settings, taught: int, watched: int) -> str:
    """Say what will really be trained, and on what."""
    if default.contrastive:
        rows = (taught + watched) * (default.folds - 1) // default.folds if default.folds else taught
        steps = f"{default.contrastive_steps} steps on pairs of {rows:,} rows (contrastive), then a logistic head"
        if default.folds:
            return f"{default.folds * default.fold_repeats} folds, each {steps}; once more on all"
        return f"{steps}; once more with the validation rows"
    what = f"up to {default.num_train_epochs} epochs"
    ways = {"all": "the head alone, "}.get(str(default.freeze_layers), "")
    if not ways and default.freeze_layers:
        ways = f"all but the lowest {default.freeze_layers} layers, "
    ways = f"LoRA of rank {default.lora_r}, " if default.lora_r else ways
    if default.folds:
        fits = default.folds * default.fold_repeats
        last = ", then once on all" if default.final_model == "refit" else ""
        return f"{ways}{fits} folds of {taught + watched:,} rows, each {what}, stopped early{last}"
    return f"{ways}{what} on {taught:,} rows, stopped early"


def _memory(foreseen: Foreseen) -> Memory | None:
    if foreseen.peak is None or foreseen.means is None:
        return None
    return Memory(foreseen.peak, foreseen.means.free, foreseen.means.fits)


def _notes(foreseen: Foreseen, settings: Settings) -> tuple[str, ...]:
    """Say how fast this machine is, and how the training stands to its memory."""
    speed, memory = foreseen.speed, _memory(foreseen)
    told = [f"{speed.train * 1000:.0f} ms a row to train, {speed.predict * 1000:.0f} ms to predict, measured here"]
    if memory and foreseen.means:
        free = f"; {size(memory.free)} are free" if memory.free is not None else ""
        told.append(f"training takes about {size(memory.peak)} of memory at its peak{free}")
        told += [line for line in [foreseen.means.told(settings)] if line]
    return tuple(told)
