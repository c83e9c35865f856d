"""Which algorithm searches, with how many trials, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from finetooth.core.plugins import classes_in
from finetooth.core.tuning import Dimension, Params
from finetooth.recipe.sections import Tune
from finetooth.search.grid import holds, size
from finetooth.search.pruning import Pruner
from finetooth.search.search import Search

USUAL_TRIALS, MANY_TRIALS = 6, 40
USUAL_BY_FOLDS = 4  # each is a fit a fold


@dataclass(frozen=True)
class Choice:
    """An algorithm, the trials it gets (the default's among them), and why it is this one."""

    search: Search
    trials: int
    why: str


def trials_of(options: Tune, by_folds: bool) -> int:
    """Return how many trials there are where no grid says otherwise."""
    return options.trials or (USUAL_BY_FOLDS if by_folds else USUAL_TRIALS)


def choose(options: Tune, space: Sequence[Dimension], default: Params, by_folds: bool = False) -> Choice:
    """Return what the options name; ``auto`` goes by the number of trials and the size of the space.

    ``by_folds`` says that each trial is judged by folds.
    """
    asked = trials_of(options, by_folds)
    name, why = (options.method, "asked for") if options.method != "auto" else _by_budget(space, default, asked)
    search = next(kind for kind in classes_in("finetooth.search", Search) if kind.name == name)()  # type: ignore[type-abstract]
    most = search.most(space, default)
    if most is None:
        return Choice(search, asked, why)
    return Choice(search, min(most, options.trials or most), why)


def pruner_of(options: Tune) -> Pruner | None:
    """Return the pruner that the options name, ``auto`` being the median."""
    name = "median" if options.pruner == "auto" else options.pruner
    kinds = classes_in("finetooth.search", Pruner)  # type: ignore[type-abstract]
    return next((kind() for kind in kinds if kind.name == name), None)


def _by_budget(space: Sequence[Dimension], default: Params, trials: int) -> tuple[str, str]:
    if trials == 1:
        return "local", "the default is the only one"
    points = size(space) if all(part.values for part in space) else None
    if points is not None and points + (not holds(space, default)) <= trials:
        return "grid", f"all {points} combinations of the values are within {trials} trials"
    if trials < MANY_TRIALS:
        return "local", f"{trials} trials are best spent around the default"
    return "tpe", f"{trials} trials are enough to learn from where to look"
