"""Tune: the settings of a language model's fine-tune, searched where that is asked for, chosen as for classifiers."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.recipe.searching import searched
from finetooth.recipe.sections import Training, Tune
from finetooth.search.choosing import choose, pruner_of, trials_of
from finetooth.stages.finals import final
from finetooth.stages.searching import Search, is_over
from finetooth.stages.sft.judging import CompletionJudges, weighed
from finetooth.stages.side_by_side import bench_of
from finetooth.stages.trial_files import TRIALS, TrialFiles
from finetooth.stages.trying import Court
from finetooth.stages.tune import Tuned, usual
from finetooth.stages.warm import best_settings, folders_of
from finetooth.tasks.base_files import longest_known
from finetooth.tasks.sft.loading import load_tokenizer
from finetooth.training import sft_defaults
from finetooth.training.base_model import parameters
from finetooth.training.defaults import with_params

KEPT = (
    "the settings of the recipe are kept: on a processor each trial is a whole fine-tune; "
    "give training.learning_rate a list, or set tune.trials, to search"
)


@stage("3-tune")
def tune(
    work: Work,
    options: Tune,
    training: Training,
    seed: int,
    base: Base,
    splits: Splits,
    conversations: pl.DataFrame,
) -> Tuned:
    """Return the settings to train with, searched where the recipe asks for it (a list or a range, `tune.trials`).

    Trials are judged by the completion loss of validation rows. Their scores are minus that loss, in nats a token, so
    that more is better here as everywhere in a search; the gain of the choice is in nats. Finished trials are kept at
    once, so an interrupted search goes on.
    """
    default = default_settings(training, seed, base, splits)
    if not is_asked_for(options, training):
        work.note(KEPT)
        return Tuned((), (), default, None, ended=KEPT)
    limit = longest_known(base, load_tokenizer(base))
    space = sft_defaults.space(training, default, options.search_space, trials_of(options, by_folds=False), limit)
    if not space:
        return Tuned((), (), default, None, ended="there is nothing to search: the recipe fixes all")
    judges = CompletionJudges(options, default, base, splits, conversations, longest_of(space, default))
    return _searched(work, options, space, default, judges)


def default_settings(training: Training, seed: int, base: Base, splits: Splits) -> Settings:
    """Return the default settings for this model and these rows. Raises UserError."""
    limit = longest_known(base, load_tokenizer(base))
    return sft_defaults.settings(training, parameters(base), len(splits.train), limit, seed)


def longest_of(space: Sequence[Dimension], default: Settings) -> int:
    """Return how many tokens of a conversation the trial that reads most of it reads."""
    lengths = next((one for one in space if one.name == "max_length"), Dimension("max_length"))
    return int(max([default.max_length, *lengths.values, lengths.high or 0]))


def is_asked_for(options: Tune, training: Training) -> bool:
    """Whether to search: where the recipe says so in any way, and where a GPU makes trials cheap."""
    import torch

    if options.method == "none":
        return False
    told = options.method != "auto" or options.trials is not None or options.search_space != "auto"
    return told or bool(searched(training)) or torch.cuda.is_available()


def _searched(
    work: Work, options: Tune, space: tuple[Dimension, ...], default: Settings, judges: CompletionJudges
) -> Tuned:
    first = usual(default, space)
    choice = choose(options, space, first)
    work.note(f"{counted(choice.trials, 'trial')} by {choice.search.name}: {choice.why}")
    files = TrialFiles(work.folder.parent / TRIALS, folders_of(options.warm_start), work.note)
    court = Court(judges, files, default, pruner_of(options))  # type: ignore[arg-type]
    made, weigh = partial(made_of, default), partial(weighed, judges(default).weights)
    known = best_settings(options.warm_start, space)
    search = Search(options, space, first, choice, court, made, partial(_answers, court, made), known, weigh)
    begin = time.monotonic()
    bench = bench_of(options, judges.base)
    trials, ended = search.run(work, bench)
    found = weigh(trials, search.read(trials), default.selection_metric, default.seed)
    if not found:
        return Tuned(space, trials, default, None, (), ended)
    over = partial(is_over, options, trials, begin, bench.jobs)
    selection, repeats = final(work, court, found, options.final_seeds, made, over)
    chosen = made_of(default, trials[selection.chosen].params)
    return Tuned(space, trials, chosen, selection, repeats, ended)


def made_of(default: Settings, params: Params) -> Settings:
    """Return a trial's settings; LoRA's scale goes with its rank, so that another rank is no other rate."""
    made = with_params(default, params)
    if not default.lora_r or "lora_alpha" in params:
        return made
    return replace(made, lora_alpha=max(1, round(default.lora_alpha * made.lora_r / default.lora_r)))


def _answers(court: Court, made: partial[Settings], trials: Sequence[Trial]) -> dict[int, np.ndarray]:
    """Return the losses of trials on the rows that judge, by their numbers."""
    found = {}
    for trial in trials:
        if trial.score is None or trial.pruned or trial.same_as is not None:
            continue
        losses = court.answers(made(trial.params))
        if losses is not None:
            found[trial.number] = losses.astype(np.float64)
    return found
