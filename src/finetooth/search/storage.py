"""Trials copied to an Optuna storage, where its dashboard and other tools find them; no search reads it.

The table of a SQLite file is made once, before anything is written: two processes that make it at a time would crash.
"""

from collections.abc import Sequence

from finetooth.core.errors import UserError
from finetooth.core.tuning import Dimension, Params, Trial
from finetooth.search.search import distribution, within

_NUMBER = "finetooth trial"  # the attribute that a copied trial is known by


def copy_to(url: str, study: str, space: Sequence[Dimension], trials: Sequence[Trial]) -> None:
    """Write those trials that the study of this name does not hold yet. Raises UserError where the storage fails."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        found = optuna.create_study(storage=url, study_name=study, direction="maximize", load_if_exists=True)
        there = [(trial.user_attrs.get(_NUMBER), trial.params) for trial in found.get_trials(deepcopy=False)]
        for trial in trials:
            if (trial.number, _params(trial, space)) not in there:
                found.add_trial(_copied(trial, space))
    except Exception as error:  # of SQLAlchemy, of a driver, or of Optuna: each has its own
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        fix = "name a storage that Optuna can write to, such as sqlite:///trials.db, or leave it out"
        raise UserError(f"trials cannot be copied to {_safe(url)}: {reason}", "recipe: tune.storage", fix) from None


def _copied(trial: Trial, space: Sequence[Dimension]) -> "optuna.trial.FrozenTrial":  # type: ignore[name-defined] # noqa: F821
    from optuna.trial import TrialState, create_trial

    params = _params(trial, space)
    failed = trial.score is None
    return create_trial(
        state=TrialState.FAIL if failed else TrialState.PRUNED if trial.pruned else TrialState.COMPLETE,
        value=None if failed else trial.score,
        params=params,
        distributions={part.name: distribution(part) for part in space if part.name in params},
        intermediate_values={number: seen.score for number, seen in enumerate(trial.seen or trial.rungs)},
        user_attrs={_NUMBER: trial.number, "seconds": trial.seconds, "tokens": trial.tokens, "error": trial.error},
    )


def _params(trial: Trial, space: Sequence[Dimension]) -> Params:
    """Return what of a trial's setting lies in the space: storages take no other."""
    return {part.name: value for part in space if within(part, value := trial.params.get(part.name, part))}


def _safe(url: str) -> str:
    """Return the URL without a password."""
    head, at, tail = url.rpartition("@")
    return f"{head.split('://')[0]}://...@{tail}" if at else url
