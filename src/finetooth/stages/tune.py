"""Tune: try settings on a part of the rows, the default first, and keep what beats it by more than noise."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from finetooth.checks.wording import counted
from finetooth.core.model_folder import is_sentence_model, pooling_of
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.core.store import append_json, read_lines
from finetooth.core.tuning import Dimension, Params, Selection, Trial
from finetooth.recipe.sections import Training, Tune
from finetooth.search.choosing import choose, pruner_of
from finetooth.stages.augmenting import augmented
from finetooth.stages.folding import can_be_dealt
from finetooth.stages.lesson import Lesson
from finetooth.stages.selecting import select
from finetooth.stages.splitting import sample
from finetooth.stages.trying import answers_of, attempt
from finetooth.tasks.classify import labels_of, load_tokenizer, longest_known
from finetooth.training import defaults
from finetooth.training.base_model import parameters

_TRIAL = TypeAdapter(Trial)


@dataclass(frozen=True)
class Tuned:
    """What was searched, every trial, the settings that were chosen, and how sure that choice is."""

    space: tuple[Dimension, ...]
    trials: tuple[Trial, ...]
    settings: Settings
    selection: Selection | None


@stage("3-tune", version=4)
def tune(
    work: Work,
    options: Tune,
    training: Training,
    selection_metric: str,
    seed: int,
    base: Base,
    splits: Splits,
    split: str = "auto",
) -> Tuned:
    """Search around the default settings. Finished trials are kept at once, so an interrupted search goes on."""
    default = default_settings(training, selection_metric, seed, base, splits, split)
    space = defaults.space(training, default)
    if options.method == "none" or not space or default.contrastive:  # with so few rows no search can tell
        return Tuned((), (), default, None)
    lesson = _lesson(options, default, base, splits)
    trials = _search(work, options, space, default, lesson)
    found = select(trials, answers_of(work.folder, lesson), default.selection_metric, default.seed)
    chosen = defaults.with_params(default, trials[found.chosen].params) if found else default
    return Tuned(space, tuple(trials), chosen, found)


def default_settings(
    training: Training, selection_metric: str, seed: int, base: Base, splits: Splits, split: str = "auto"
) -> Settings:
    """Return the default settings for this model and these rows, split as `prepare.split` says.

    Where `auto` would cross-validate and the rows cannot be dealt to folds, one set of validation rows judges.
    """
    longest = training.longest_input(longest_known(base, load_tokenizer(base)))
    metric = "macro_f1" if selection_metric == "auto" else selection_metric
    location, labels = Path(base.location), splits.train.labels
    pooling = pooling_of(location) if is_sentence_model(location) else "own"
    rows, classes = len(splits.train), labels.n_unique()
    watched = drawn_by_chance(splits, split)
    found = defaults.settings(training, parameters(base), rows, longest, metric, seed, classes, pooling, watched)
    undealt = found.folds and training.cross_validation == "auto" and not can_be_dealt(splits, found)
    return replace(found, folds=0) if undealt else found


def usual(default: Settings, space: tuple[Dimension, ...]) -> Params:
    """Return the default's values of what is searched: trial 0."""
    return {part.name: getattr(default, part.name) for part in space}


def drawn_by_chance(splits: Splits, split: str = "auto") -> int | None:
    """Return how many validation rows were drawn at random from the training rows; None where a file or time did it."""
    given = (splits.validation.table["role"] != "train").any()
    return None if given or split == "time" else len(splits.validation)


def _lesson(options: Tune, default: Settings, base: Base, splits: Splits) -> Lesson:
    """Return the part of the rows that trials learn from and are scored on."""
    train = sample(splits.train, options.max_train_rows, default.seed)
    validation = sample(splits.validation, options.max_validation_rows, default.seed)
    labels, longest, cut = labels_of(train.labels.to_list()), default.max_length, default.truncation
    stride = default.window_stride
    lesson = Lesson.of(base, labels, train, validation, longest, truncation=cut, window_stride=stride)
    return augmented(lesson, train, default)


def _search(work: Work, options: Tune, space: tuple[Dimension, ...], default: Settings, lesson: Lesson) -> list[Trial]:
    first = usual(default, space)
    choice = choose(options, space, first)
    work.note(f"{counted(choice.trials, 'trial')} by {choice.search.name}: {choice.why}")
    pruner = pruner_of(options)
    kept = work.folder / "trials.jsonl"
    trials = [_TRIAL.validate_python(line) for line in read_lines(kept)]
    begin = time.monotonic() - sum(trial.seconds for trial in trials)  # those of before a kill count too
    while len(trials) < choice.trials:
        if trials and options.time_limit and time.monotonic() - begin > options.time_limit:
            work.note(f"the time limit ended the search after {len(trials)} of {choice.trials} trials")
            break
        params = first | choice.search.suggest(space, trials, default.seed) if trials else first
        if same := next((trial for trial in trials if trial.params == params), None):
            work.note(f"trial {len(trials)} would be trial {same.number} again: it is not fitted twice")
            trials.append(replace(same, number=len(trials), seconds=0.0, seen=()))  # pruners count it once
        else:
            settings = defaults.with_params(default, params)
            trials.append(attempt(work, lesson, settings, params, trials, choice.trials, pruner))
        if trials[-1].pruned and not same:
            work.note(f"trial {trials[-1].number} was ended: {trials[-1].pruned}")
        append_json(kept, _TRIAL.dump_python(trials[-1], mode="json"))
    return trials
