"""Our own search: as the product runs it, or replayed through the product's own search on a table of fits."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from finetooth.core.events import silent
from finetooth.core.results import Settings
from finetooth.core.run import Work
from finetooth.core.tuning import Dimension, Params, Repeat, Seen, Selection, Trial
from finetooth.metrics.predictions import Predictions
from finetooth.recipe.sections import Tune
from finetooth.search.choosing import choose, pruner_of
from finetooth.search.search import Search as Algorithm
from finetooth.stages.finals import final
from finetooth.stages.judges import Judges
from finetooth.stages.judging import Hearing, Judge, Judged
from finetooth.stages.searching import OneByOne, Search
from finetooth.stages.selecting import compared
from finetooth.stages.trial_files import TrialFiles
from finetooth.stages.trying import Court
from finetooth.stages.tune import tune
from finetooth.tasks import classify
from finetooth.training import defaults
from finetooth.training.errors import DivergedError

from .fits import Fit
from .measuring import Run, Tried
from .opponents import Board
from .problem import Problem

OURS = "ours"
NONE_WEIGHTED = pl.DataFrame(schema={"id": pl.Int64, "weight": pl.Float64})
VARIANTS: Mapping[str, Mapping[str, Any]] = {
    OURS: {},
    "ours, every trial": {"min_gain": 0},
    "ours, unpruned": {"min_gain": 0, "pruner": "none"},
    "ours, halving": {"min_gain": 0, "pruner": "successive_halving"},
    "ours, random": {"min_gain": 0, "method": "random"},
}


class OnTheBoard(Algorithm):
    """A search algorithm whose suggestions are brought to the nearest settings that are there."""

    name = "on the board"

    def __init__(self, inner: Algorithm, board: Board) -> None:
        self.inner, self.board = inner, board

    def suggest(self, space: Sequence[Dimension], history: Sequence[Trial], seed: int) -> Params:
        """Return the nearest settings that were not tried."""
        return self.board.nearest(self.inner.suggest(space, history, seed), [trial.params for trial in history])


class Replayed(Judge):
    """Judges settings by fits that were done, evaluation by evaluation; ``seed`` is that of the search."""

    def __init__(self, problem: Problem, board: Board, seed: int) -> None:
        super().__init__(problem.lesson)
        self.problem, self.board, self.seed = problem, board, seed

    @property
    def targets(self) -> np.ndarray:
        """Those of the validation rows."""
        return self.problem.targets

    def __call__(self, settings: Settings, hearing: Hearing) -> Judged:
        """Look one up. Raises DivergedError as it did."""
        params = {part.name: getattr(settings, part.name) for part in self.problem.space}
        fit = self.board.fit(params, settings.seed - self.seed)
        for count in range(1, len(fit.scores) + 1):
            seen = zip(fit.epochs[:count], fit.scores[:count], fit.errors[:count], strict=True)
            hearing.heard.seen, hearing.heard.tokens = tuple(Seen(*one) for one in seen), fit.tokens[count - 1]
            hearing.objection(hearing.heard.seen)
        if fit.score is None:
            raise DivergedError(fit.failed)
        return Judged(fit.score, fit.errors[fit.best], fit.epochs[fit.best], self.problem.files.answers_of(fit))


@dataclass(frozen=True)
class ByBoard(Judges):
    """One judge for all: a board's."""

    judge: Judge | None = None

    def __call__(self, settings: Settings) -> Judge:
        """Return it."""
        if self.judge is None:
            raise ValueError("a board judges: name its judge")
        return self.judge


class InMemory(TrialFiles):
    """Trials of one replay, which nobody needs afterwards."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))
        object.__setattr__(self, "kept", {})

    def find(self, key: str) -> Trial | None:
        """Return a trial that was kept."""
        return self.kept[key][0] if key in self.kept else None  # type: ignore[attr-defined]

    def answers(self, key: str) -> np.ndarray | None:
        """Return its logits."""
        return self.kept[key][1] if key in self.kept else None  # type: ignore[attr-defined]

    def keep(self, key: str, trial: Trial, answers: np.ndarray | None) -> None:
        """Keep it."""
        self.kept[key] = (trial, answers)  # type: ignore[attr-defined]


def replayed(problem: Problem, board: Board, seed: int, trials: int, name: str = OURS) -> Run:
    """Run the product's search on a board: its algorithm, its pruner, its end, its choice and its finals."""
    options = Tune(trials=trials, n_jobs=1, **VARIANTS[name])
    default = replace(problem.default, seed=seed)
    choice = choose(options, problem.space, problem.first)
    choice = replace(choice, search=OnTheBoard(choice.search, board))
    judges = ByBoard(
        options, default, problem.base, problem.splits, NONE_WEIGHTED, judge=Replayed(problem, board, seed)
    )
    court = Court(judges, InMemory(), default, pruner_of(options))
    made = partial(_made, default)
    answers = partial(_answers, court, made)
    search = Search(options, problem.space, problem.first, choice, court, made, answers)
    work = Work(Path(os.devnull), "3-tune", silent)
    done, ended = search.run(work, OneByOne())
    found = compared(done, answers(done), default.selection_metric, seed)
    if found is None:
        raise ValueError(f"{name}: no trial came to its end")
    selection, repeats = final(work, court, found, options.final_seeds, made, lambda: False)
    return _run(name, problem, (seed, False), done, [*repeats], selection, (board, ended))


def real(problem: Problem, seed: int, trials: int, folder: Path | None) -> Run:
    """Run the product's own stage, kept below the folder; the fits that tell of the test are done beside it."""
    with tempfile.TemporaryDirectory() as scratch:
        place = (folder or Path(scratch)) / f"ours-{problem.name}-{len(problem.splits.train)}-{problem.draw}-{seed}"
        names = [part.name for part in problem.space]
        options = Tune(trials=trials, n_jobs=1, search_space=names)
        work = Work(place / "run" / "3-tune", "3-tune", silent)
        found = tune(work, options, problem.training, "auto", seed, problem.base, problem.splits, NONE_WEIGHTED)
    if found.selection is None:
        raise ValueError(f"ours: no trial came to its end: {found.ended}")
    at_seed = _AtSeed(problem, seed)
    return _run(OURS, problem, (seed, True), found.trials, found.repeats, found.selection, (at_seed, found.ended))


class _AtSeed:
    """A problem as a board whose fits are those of a search with this seed."""

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem, self.seed, self.space = problem, seed, problem.space

    def nearest(self, params: Params, had: Sequence[Params]) -> Params:
        return params

    def fit(self, params: Params, seed: int = 0) -> Fit:
        return self.problem.fit(params, self.seed + seed)


def _run(
    name: str,
    problem: Problem,
    of: tuple[int, bool],
    trials: Sequence[Trial],
    repeats: Sequence[Repeat],
    selection: Selection,
    kept: tuple[Board, str],
) -> Run:
    board, ended = kept
    whole = [trial for trial in trials if trial.score is not None and not trial.pruned]
    best = board.fit(max(whole, key=lambda trial: (trial.score, -trial.number)).params)
    chosen = board.fit(trials[selection.chosen].params)
    return Run(
        name,
        f"{problem.name} {problem.draw}",
        *of,
        tuple(_tried(trial) for trial in trials),
        chosen.test or 0.0,
        best.score or 0.0,
        best.errors[best.best],
        best.test or 0.0,
        best.test_error,
        sum(repeat.tokens for repeat in repeats),
        selection.optimism,
        ended,
    )


def _tried(trial: Trial) -> Tried:
    """Return a trial as the bench knows it: all its evaluations are equally far apart."""
    count = len(trial.seen)
    tokens = tuple(round(trial.tokens * done / count) for done in range(1, count + 1))
    return Tried(trial.params, tuple(seen.score for seen in trial.seen), tokens, trial.score, bool(trial.pruned))


def _made(default: Settings, params: Params) -> Settings:
    return replace(defaults.with_params(default, params), keep_simpler=False)


def _answers(court: Court, made: partial[Settings], trials: Sequence[Trial]) -> dict[int, Predictions]:
    found, targets, labels = {}, court.judges.targets, court.judges.problem.labels
    for trial in trials:
        logits = court.answers(made(trial.params)) if trial.score is not None and not trial.pruned else None
        if logits is not None and trial.same_as is None:
            probabilities = classify.softmax(logits.astype(np.float64))
            found[trial.number] = Predictions(np.arange(len(targets)), targets, probabilities, labels)
    return found
