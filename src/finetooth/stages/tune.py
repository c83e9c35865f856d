"""Tune: try settings, the default first, and keep what beats it by more than noise, seed after seed."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.model_folder import is_sentence_model, pooling_of
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.core.tuning import Dimension, Params, Repeat, Selection, Trial
from finetooth.metrics.said import Said
from finetooth.metrics.saying import said_of_targets
from finetooth.problems.choosing import advice
from finetooth.problems.problem import MULTI, ORDINAL, REGRESSION, SINGLE
from finetooth.recipe.sections import Training, Tune
from finetooth.search.choosing import Choice, choose, pruner_of, trials_of
from finetooth.search.grid import holds
from finetooth.search.storage import copy_to
from finetooth.stages.finals import final
from finetooth.stages.folding import can_be_dealt
from finetooth.stages.judges import Judges
from finetooth.stages.ranging import ranged
from finetooth.stages.searching import Search, is_over
from finetooth.stages.selecting import compared
from finetooth.stages.side_by_side import bench_of
from finetooth.stages.trial_files import TRIALS, TrialFiles
from finetooth.stages.trying import Court
from finetooth.stages.warm import best_settings, folders_of
from finetooth.tasks import classify
from finetooth.tasks.own_dropout import own_dropout
from finetooth.training import defaults
from finetooth.training.base_model import parameters
from finetooth.training.range_test import RangeTest, range_of, rate_of

PICKED_BY = {SINGLE: "macro_f1", ORDINAL: "quadratic_kappa", MULTI: "pr_auc", REGRESSION: "r2"}  # by default


@dataclass(frozen=True)
class Tuned:
    """What was searched, every trial, the settings that were chosen, and how sure that choice is.

    ``repeats`` are the finalists with further seeds; ``ended`` says why there are no more trials.
    """

    space: tuple[Dimension, ...]
    trials: tuple[Trial, ...]
    settings: Settings
    selection: Selection | None
    repeats: tuple[Repeat, ...] = ()
    ended: str = ""
    range_test: RangeTest | None = None


@stage("3-tune", version=5)
def tune(
    work: Work,
    options: Tune,
    training: Training,
    selection_metric: str,
    seed: int,
    base: Base,
    splits: Splits,
    weights: pl.DataFrame,
    split: str = "auto",
    problem_type: str = SINGLE,
) -> Tuned:
    """Search around the default settings. Finished trials are kept at once, so an interrupted search goes on."""
    usually = default_settings(training, selection_metric, seed, base, splits, split, problem_type)
    if told := advice(problem_type, splits.train.labels):
        work.note(told)
    found_rates = _ranged(work, options, usually, Judges(options, usually, base, splits, weights))
    default = replace(usually, learning_rate=rate_of(found_rates)) if found_rates else usually
    space = space_of(options, training, default, base, range_of(found_rates) if found_rates else None)
    if not space:
        return Tuned((), (), default, None, range_test=found_rates)
    judges = Judges(options, default, base, splits, weights)
    search = _search(work, options, space, default, judges, usual(default, space))
    begin = time.monotonic()
    bench = bench_of(options, base)
    trials, ended = search.run(work, bench)
    found = compared(trials, search.read(trials), default.selection_metric, default.seed)
    if options.storage:
        copy_to(options.storage, work.folder.parent.name, space, trials)
    if not found:
        return Tuned(space, trials, default, None, (), ended, found_rates)
    over = partial(is_over, options, trials, begin, bench.jobs)
    selection, repeats = final(work, search.court, found, options.final_seeds, search.made, over)
    chosen = defaults.with_params(default, trials[selection.chosen].params)
    return Tuned(space, trials, chosen, selection, repeats, ended, found_rates)


def default_settings(
    training: Training,
    selection_metric: str,
    seed: int,
    base: Base,
    splits: Splits,
    split: str = "auto",
    problem_type: str = SINGLE,
) -> Settings:
    """Return the default settings for this model and these rows, split as `prepare.split` says.

    Where `auto` would cross-validate and the rows cannot be dealt to folds, one set of validation rows judges.
    """
    longest = training.longest_input(classify.longest_known(base, classify.load_tokenizer(base)))
    metric = PICKED_BY[problem_type] if selection_metric == "auto" else selection_metric
    location, labels = Path(base.location), splits.train.labels
    pooling = pooling_of(location) if is_sentence_model(location) else "own"
    rows, classes = len(splits.train), labels.n_unique()
    watched = drawn_by_chance(splits, split)
    told = (training, parameters(base), rows, longest, metric, seed, classes, pooling, watched, problem_type)
    found = defaults.settings(*told)
    undealt = found.folds and training.cross_validation == "auto" and not can_be_dealt(splits, found)
    return replace(found, folds=0) if undealt else found


def usual(default: Settings, space: Sequence[Dimension]) -> Params:
    """Return the default's values of what is searched: trial 0."""
    return {part.name: getattr(default, part.name) for part in space}


def drawn_by_chance(splits: Splits, split: str = "auto") -> int | None:
    """Return how many validation rows were drawn at random from the training rows; None where a file or time did it."""
    given = (splits.validation.table["role"] != "train").any()
    return None if given or split == "time" else len(splits.validation)


def space_of(
    options: Tune, training: Training, default: Settings, base: Base, rates: tuple[float, float] | None = None
) -> tuple[Dimension, ...]:
    """Return what is searched: nothing where nothing is to be, or rows are so few that no search could tell.

    ``rates`` are the ends that a range test of the learning rate found.
    """
    if options.method == "none" or default.contrastive:
        return ()
    return defaults.space(
        training,
        default,
        search_space=options.search_space,
        trials=trials_of(options, default.folds > 0),
        learning_rates=rates,
        body_dropout=own_dropout(base),
        limit=classify.longest_known(base, classify.load_tokenizer(base)),
    )


def _ranged(work: Work, options: Tune, default: Settings, judges: Judges) -> RangeTest | None:
    """Return the learning-rate range test on the rows of trials, where it is asked for."""
    if not options.learning_rate_range_test or options.method == "none" or default.contrastive:
        return None
    return ranged(judges(default).lesson, default, work.note, lambda _done, message: work.progress(0.0, message))


def _search(
    work: Work, options: Tune, space: tuple[Dimension, ...], default: Settings, judges: Judges, first: Params
) -> Search:
    known = best_settings(options.warm_start, space)
    choice = _with_room(choose(options, space, first, default.folds > 0), options, space, first, known)
    work.note(f"{counted(choice.trials, 'trial')} by {choice.search.name}: {choice.why}")
    files = TrialFiles(work.folder.parent / TRIALS, folders_of(options.warm_start), work.note)
    court = Court(judges, files, default, pruner_of(options))
    made = partial(_made, default)
    return Search(options, space, first, choice, court, made, partial(_answers, court, made), known)


def _with_room(
    choice: Choice, options: Tune, space: Sequence[Dimension], first: Params, known: Sequence[tuple[str, Params]]
) -> Choice:
    """Add a trial for each setting of earlier runs that is no point of a grid: it takes the place of none."""
    if options.trials or choice.search.name != "grid":
        return choice
    beside = [params for _, params in known if not holds(space, first | params)]
    return replace(choice, trials=choice.trials + len(beside))


def _made(default: Settings, params: Params) -> Settings:
    """Return a trial's settings; beside the default alone is a simpler model tried, as it is the same for all."""
    made = defaults.with_params(default, params)
    return made if made == default else replace(made, keep_simpler=False)


def _answers(court: Court, made: partial[Settings], trials: Sequence[Trial]) -> dict[int, Said]:
    """Return what trials answered to the rows that judge, by their numbers."""
    found, targets, problem = dict[int, Said](), court.judges.targets, court.judges.problem
    for trial in trials:
        logits = court.answers(made(trial.params)) if trial.score is not None and not trial.pruned else None
        if logits is not None and trial.same_as is None:
            rows = np.arange(len(targets))
            found[trial.number] = said_of_targets(problem, rows, targets, logits.astype(np.float64))
    return found
