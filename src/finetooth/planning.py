"""Plan: what a run will do, what it takes of the memory and about how long, from a few of its own steps."""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from finetooth import planning_sft
from finetooth.answering.selection import chosen_metric
from finetooth.checks.wording import counted
from finetooth.core.events import silent
from finetooth.core.results import Settings, Splits
from finetooth.core.run import Work
from finetooth.core.tuning import Dimension
from finetooth.pipeline import must_make_sense
from finetooth.planned import Memory, Plan, Step, in_all
from finetooth.problems import taught_by
from finetooth.recipe.sections import Recipe, Tune
from finetooth.search.choosing import choose
from finetooth.stages.audit import audit, contents
from finetooth.stages.foreseeing import Foreseen, Speed, foresee, seconds_of_fit, seconds_of_training
from finetooth.stages.known import Known
from finetooth.stages.learn import REFIT, SOUP
from finetooth.stages.posing import posed
from finetooth.stages.prepare import prepare
from finetooth.stages.settling import costs_of
from finetooth.stages.tune import default_settings, space_of, usual
from finetooth.stages.validate import chosen_scenarios
from finetooth.training.base_model import locate
from finetooth.training.means import size
from finetooth.training.range_test import STEPS

USUAL_EPOCHS = 9.0  # after which early stopping has ended most fits
COSTING = 12.0  # seconds: what the model costs in use is timed that long, a fresh process among it
PRUNED_SHARE, RACED_SHARE = 0.75, 0.5  # of a trial's work that one usually takes which may end early; by folds


def plan(recipe: Recipe) -> Plan:
    """Read and split the rows, do a few steps of the training, and add up. Nothing is written. Raises UserError."""
    if recipe.task == "sft":
        return planning_sft.plan(recipe)
    must_make_sense(recipe)
    base = locate(recipe.base_model, recipe.trust_remote_code)
    begin = time.monotonic()
    with TemporaryDirectory() as scratch:
        work = Work(Path(scratch), "plan", silent)
        read = audit(work, recipe.data, contents(recipe.data), recipe.seed)
        tuning = recipe.tune.method != "none"
        recipe = posed(recipe, read.rows)
        known = Known.of(recipe, base)
        splits = prepare(work, recipe.prepare, read.rows, read.columns, read.ledger, known, tuning).splits
    reading = time.monotonic() - begin
    choice, split = chosen_metric(recipe.evaluate, splits.train.labels, recipe.problem_type), recipe.prepare.split
    costs_of(recipe.evaluate, taught_by(recipe.problem_type, splits.train.labels.to_list()).labels)
    metric = choice.metric
    default = default_settings(recipe.training, metric, recipe.seed, base, splits, split, recipe.problem_type)
    foreseen = foresee(base, splits, default)
    searched = space_of(recipe.tune, recipe.training, default, base)
    steps = _steps(recipe, searched, splits, default, foreseen.speed, reading)
    rows = {name: len(part) for name, part in vars(splits).items()}
    folds = default.folds > 0
    trials = choose(recipe.tune, searched, usual(default, searched), folds).trials if searched else 0
    notes = (f"models are picked by {metric}: {choice.why}", *_notes(foreseen, default))
    return Plan(steps, *in_all(steps, foreseen.busy), trials, rows, notes, _memory(foreseen), foreseen.busy)


def _steps(
    recipe: Recipe, searched: Sequence[Dimension], splits: Splits, default: Settings, speed: Speed, reading: float
) -> tuple[Step, ...]:
    tested = len(splits.test)
    scenarios = chosen_scenarios(recipe.validation)
    tried = (len(scenarios) + 1) * min(tested, recipe.validation.max_rows) + len(splits.field)
    taught, watched = len(splits.train), len(splits.validation)
    search, names = _search(recipe.tune, searched, splits, default, speed)
    training = [
        seconds_of_training(default, speed, taught, watched, epochs, begun=bool(search[0]))
        for epochs in (min(USUAL_EPOCHS, default.num_train_epochs), default.num_train_epochs)
    ]
    scoring, costing = tested * speed.predict, 0.0 if recipe.validation.cost == "none" else COSTING
    trying = tried * speed.predict + costing
    return (
        Step("1-audit", "read the files and check the rows", reading / 2, reading / 2),
        Step("2-prepare", "mend, then split", reading / 2, reading / 2),
        Step("3-tune", names, *search),
        Step("4-train", _training(default, taught, watched), *training),
        Step("5-evaluate", f"score {tested:,} test rows beside simple models", 2 * scoring, 2 * scoring),
        Step("6-validate", f"{len(scenarios)} scenarios, {len(splits.field):,} field rows", trying, trying),
        Step("7-report", "decide and write the report", 1.0, 1.0),
    )


def _search(
    tune: Tune, searched: Sequence[Dimension], splits: Splits, default: Settings, speed: Speed
) -> tuple[tuple[float, float], str]:
    """Return how long the search usually takes and at most, and what it tries: a fit a trial, or one a fold."""
    if not searched:
        return (0.0, 0.0), "nothing to tune"
    choice = choose(tune, searched, usual(default, searched), default.folds > 0)
    trials, side_by_side = choice.trials, tune.n_jobs if tune.n_jobs != "auto" else 1
    least, most = (_seconds_of_trial(tune, splits, default, speed, epochs) for epochs in _epochs(searched, default))
    limit = math.inf if tune.time_limit is None else tune.time_limit + most  # what began within it is not cut short
    share = 1.0 if tune.pruner == "none" else RACED_SHARE if default.folds else PRUNED_SHARE
    rounds = 1 + math.ceil((trials - 1) / side_by_side)
    finals = min(3, trials) * tune.final_seeds * most if trials > 1 else 0.0  # the default, the best, the cheapest
    ranging = STEPS * default.per_device_train_batch_size * speed.train if tune.learning_rate_range_test else 0.0
    usually, whole = ranging + least * (1 + share * (rounds - 1)), ranging + most * rounds
    names = ", ".join(dimension.name for dimension in searched)
    told = f"{counted(trials, 'trial')} at most ({choice.search.name}) over {names}, {_judges(tune, splits, default)}"
    return (min(usually, limit), min(whole, limit) + finals), told


def _judges(tune: Tune, splits: Splits, default: Settings) -> str:
    """Say what judges a trial."""
    if default.folds:
        return f"each by {default.folds} folds"
    return f"each on {min(len(splits.train), tune.max_train_rows):,} rows"


def _epochs(searched: Sequence[Dimension], default: Settings) -> tuple[float, float]:
    """Return the epochs that a trial usually takes and at most, the mean of what is searched."""
    epochs = next((part for part in searched if part.name == "num_train_epochs"), None)
    mean = float(default.num_train_epochs)
    if epochs:
        values = epochs.values or (epochs.low or mean, epochs.high or mean)
        mean = sum(values) / len(values)
    return min(USUAL_EPOCHS, mean), mean


def _seconds_of_trial(tune: Tune, splits: Splits, default: Settings, speed: Speed, epochs: float) -> float:
    taught, watched = len(splits.train), len(splits.validation)
    alone = replace(default, keep_simpler=False)
    if default.folds:
        rows = min(taught + watched, tune.max_train_rows + tune.max_validation_rows)
        held = rows // default.folds
        return default.folds * seconds_of_fit(alone, speed, rows - held, held, epochs)
    few = min(taught, tune.max_train_rows), min(watched, tune.max_validation_rows)
    return seconds_of_fit(alone, speed, *few, epochs)


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
        last = ", then once on all" if default.final_model != SOUP else ""
        return f"{ways}{fits} folds of {taught + watched:,} rows, each {what}, stopped early{last}"
    again = ", then once more with the validation rows" if default.final_model == REFIT else ""
    return f"{ways}{what} on {taught:,} rows, stopped early{again}"


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
