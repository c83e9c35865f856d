"""The opponents: Optuna's searches as their docs show them, on the fits that all share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from finetooth.core.tuning import Dimension
from finetooth.search.search import distribution

from .fits import Fit, Params
from .measuring import Run, Tried

FACTOR = 3  # of Hyperband, by its docs


class Board(Protocol):
    """Where a search gets its fits: of any settings, or of the nearest that a table still has."""

    space: Sequence[Dimension]

    def nearest(self, params: Params, had: Sequence[Params]) -> dict[str, Any]:
        """Return the settings that are fitted for those asked. Raises LookupError where none are left."""

    def fit(self, params: Params, seed: int = 0) -> Fit:
        """Return their fit."""


@dataclass(frozen=True)
class Opponent:
    """A study of Optuna: its sampler, its pruner, and what of a fit it is told as its value."""

    sampler: Callable[[int], Any]
    pruner: Callable[[int], Any]
    value: Callable[[Fit], float | None] = lambda fit: fit.score


def opponents() -> dict[str, Opponent]:
    """Return them by name. ``trainer's search``: what ``Trainer.hyperparameter_search`` does with optuna, but its fits.

    That is TPE, the median pruner that ``create_study`` has by default, and the score of the last evaluation.
    """
    from optuna.pruners import HyperbandPruner, MedianPruner, NopPruner
    from optuna.samplers import RandomSampler, TPESampler

    def hyperband(most: int) -> Any:
        return HyperbandPruner(min_resource=1, max_resource=most, reduction_factor=FACTOR)

    def sampler(kind: Any) -> Callable[[int], Any]:
        return lambda seed: kind(seed=seed)

    return {
        "random": Opponent(sampler(RandomSampler), lambda _most: NopPruner()),
        "tpe": Opponent(sampler(TPESampler), lambda _most: NopPruner()),
        "tpe + hyperband": Opponent(sampler(TPESampler), hyperband),
        "trainer's search": Opponent(sampler(TPESampler), lambda _most: MedianPruner(), _last),
    }


def _last(fit: Fit) -> float | None:
    return fit.scores[-1] if fit.score is not None and fit.scores else None


def studied(board: Board, opponent: Opponent, seed: int, trials: int, most: int) -> tuple[list[Tried], Fit | None]:
    """Run a study of so many trials; return them, and the fit of its best one. ``most``: evaluations of a fit.

    The sampler is asked in a copy of the study, so that the settings that are nearest stand in its history as tried.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    optuna.logging.disable_default_handler()
    kinds = {part.name: distribution(part) for part in board.space}
    sampler, pruner = opponent.sampler(seed), opponent.pruner(most)
    study, done, fits = _study(sampler, pruner, seed), [], {}
    for _ in range(trials):
        mirror = _study(sampler, pruner, seed)
        mirror.add_trials(study.get_trials(deepcopy=False))
        try:
            params = board.nearest(mirror.ask(kinds).params, [trial.params for trial in done])
        except LookupError:
            break
        study.enqueue_trial(params)
        trial, fit = study.ask(kinds), board.fit(params)
        done.append(_told(study, trial, fit, opponent))
        fits[trial.number] = fit
    finished = [trial for trial in study.trials if trial.state.name == "COMPLETE"]
    return done, fits[study.best_trial.number] if finished else None


def _study(sampler: Any, pruner: Any, seed: int) -> Any:
    import optuna

    return optuna.create_study(direction="maximize", sampler=sampler, pruner=pruner, study_name=f"bench {seed}")


def _told(study: Any, trial: Any, fit: Fit, opponent: Opponent) -> Tried:
    """Tell a study of a fit, evaluation by evaluation, until its pruner ends it."""
    from optuna.trial import TrialState

    for step, score in enumerate(fit.scores):
        trial.report(score, step)
        if trial.should_prune():
            study.tell(trial, state=TrialState.PRUNED)
            return Tried(fit.params, fit.scores[: step + 1], fit.tokens[: step + 1], max(fit.scores[: step + 1]), True)
    value = opponent.value(fit)
    study.tell(trial, value, state=None if value is not None else TrialState.FAIL)
    return Tried(fit.params, fit.scores, fit.tokens, fit.score)


def run_of(name: str, place: str, seed: int, real: bool, found: tuple[list[Tried], Fit | None]) -> Run:
    """Return a study as a run. Raises ValueError where no trial came to its end."""
    trials, best = found
    if best is None or best.score is None or best.test is None:
        raise ValueError(f"{name}: no trial came to its end")
    error = best.errors[best.best]
    return Run(name, place, seed, real, tuple(trials), best.test, best.score, error, best.test, best.test_error)
