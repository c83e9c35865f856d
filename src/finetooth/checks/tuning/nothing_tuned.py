"""HPO001: settings that were never searched."""

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.results import Settings
from finetooth.core.tuning import Dimension, Trial
from finetooth.recipe.sections import Recipe

_SPACE = (Dimension("learning_rate", low=1e-5, high=5e-4, log=True),)


def _trial(number: int, score: float | None = 0.8) -> Trial:
    return Trial(number, {"learning_rate": 1e-4}, score, 3.0, 20.0, "" if score is not None else "out of memory")


class NothingTuned(Check):
    """No setting was searched for, or none could be told from another.

    Why: the best learning rate differs by a factor of ten between models, and a wrong one costs more than all else.
    Fix: take tune.method: none out where it stands, leave training.learning_rate out or give it a list or a range, and
    let tune.trials be at least 6; where all trials score alike, give them more rows (tune.max_train_rows) or epochs.
    """

    code = "HPO001"
    tasks = BOTH
    bad = [
        {"trials": (), "space": ()},
        {"trials": (_trial(0),), "space": _SPACE},
        {"trials": (_trial(0), _trial(1, None)), "space": _SPACE},
        {"trials": (_trial(0), _trial(1)), "space": _SPACE},
    ]
    good = [{"trials": (_trial(0), _trial(1, 0.82)), "space": _SPACE}]

    def judge(
        self,
        trials: tuple[Trial, ...],
        space: tuple[Dimension, ...],
        settings: Settings | None = None,
        recipe: Recipe | None = None,
    ) -> Finding | Passed:
        """Count the trials that ended with a score, and the options they varied."""
        if settings is not None and settings.contrastive:
            raise NotApplicable("rows are so few that the model learned from pairs of them: nothing was there to tune")
        scores = [trial.score for trial in trials if trial.score is not None]
        finished, alike = len(scores), len(scores) > 1 and len(set(scores)) == 1
        options = [dimension.name for dimension in space]
        message = f"{counted(finished, 'finished trial')} over {counted(len(options), 'option')}"
        message += f" ({', '.join(options)})" if options else ""
        if recipe is not None and recipe.tune.method == "none" and not trials:
            message = "no setting was searched for, as tune.method: none asks"
        message += ", all with the same score: the search could not tell them apart" if alike else ""
        evidence = {"finished": finished, "trials": len(trials), "options": options}
        searched = finished >= 2 and options and not alike
        return Passed(message, evidence) if searched else Finding(message, (), evidence)
