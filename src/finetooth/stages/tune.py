"""Tune: try settings on a part of the rows, the default first, and keep the best by validation score."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from finetooth.core.model_folder import is_sentence_model, pooling_of
from finetooth.core.recipe import Training, Tune
from finetooth.core.results import Base, Dimension, Settings, Splits, Trial
from finetooth.core.run import Work, stage
from finetooth.core.store import append_json, read_lines
from finetooth.search.choosing import choose
from finetooth.stages.augmenting import augmented
from finetooth.stages.folding import can_be_dealt
from finetooth.stages.learn import learn
from finetooth.stages.lesson import Lesson
from finetooth.stages.splitting import sample
from finetooth.tasks.classify import labels_of, load_tokenizer, longest_known
from finetooth.training import defaults
from finetooth.training.base_model import parameters

_TRIAL = TypeAdapter(Trial)


@dataclass(frozen=True)
class Tuned:
    """What was searched, every trial, and the settings that were chosen."""

    space: tuple[Dimension, ...]
    trials: tuple[Trial, ...]
    settings: Settings


@stage("3-tune", version=2)
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
        return Tuned((), (), default)
    trials = _search(work, options, space, default, base, splits)
    best = min((trial for trial in trials if trial.score is not None), key=_rank, default=None)
    return Tuned(space, tuple(trials), defaults.with_params(default, best.params) if best else default)


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


def usual(default: Settings, space: tuple[Dimension, ...]) -> dict[str, float]:
    """Return the default's values of what is searched: trial 0."""
    return {part.name: getattr(default, part.name) for part in space}


def drawn_by_chance(splits: Splits, split: str = "auto") -> int | None:
    """Return how many validation rows were drawn at random from the training rows; None where a file or time did it."""
    given = (splits.validation.table["role"] != "train").any()
    return None if given or split == "time" else len(splits.validation)


def _rank(trial: Trial) -> tuple[float, int]:
    return (-(trial.score or 0.0), trial.number)  # ties go to the earlier, so to the default


def _search(
    work: Work, options: Tune, space: tuple[Dimension, ...], default: Settings, base: Base, splits: Splits
) -> list[Trial]:
    train = sample(splits.train, options.max_train_rows, default.seed)
    validation = sample(splits.validation, options.max_validation_rows, default.seed)
    labels, longest, cut = labels_of(train.labels.to_list()), default.max_length, default.truncation
    stride = default.window_stride
    lesson = Lesson.of(base, labels, train, validation, longest, truncation=cut, window_stride=stride)
    lesson = augmented(lesson, train, default)
    first = usual(default, space)
    choice, begin = choose(options, space, first), time.monotonic()
    work.note(f"{choice.trials} trials by {choice.search.name}: {choice.why}")
    kept = work.folder / "trials.jsonl"
    trials = [_TRIAL.validate_python(line) for line in read_lines(kept)]
    while len(trials) < choice.trials:
        if trials and options.time_limit and time.monotonic() - begin > options.time_limit:
            work.note(f"the time limit ended the search after {len(trials)} of {choice.trials} trials")
            break
        params = first | choice.search.suggest(space, trials, default.seed) if trials else first
        trials.append(_try(work, lesson, defaults.with_params(default, params), params, len(trials), choice.trials))
        append_json(kept, _TRIAL.dump_python(trials[-1], mode="json"))
    return trials


def _try(work: Work, lesson: Lesson, settings: Settings, params: dict[str, float], number: int, count: int) -> Trial:
    begin = time.monotonic()

    def progress(done: float, message: str) -> None:
        work.progress((number + done) / count, f"trial {number + 1} of {count}, {message}")

    try:
        _, curve = learn(lesson, replace(settings, keep_simpler=False, contrastive=False), progress)
    except (RuntimeError, MemoryError) as error:  # diverged, or out of memory: the search goes on without it
        told = str(error).strip().splitlines() or [type(error).__name__]
        return Trial(number, params, None, None, round(time.monotonic() - begin, 3), told[0])
    best = next(point for point in curve.points if point.step == curve.best_step)
    return Trial(number, params, best.validation_score, best.epoch, round(time.monotonic() - begin, 3))
