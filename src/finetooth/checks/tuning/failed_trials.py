"""HPO003: trials that ended with an error."""

from finetooth.checks.wording import SHOWN, counted, part_of
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed
from finetooth.core.tuning import Trial


class FailedTrials(Check):
    """Some trials failed.

    Why: the search did not see that part of the space; what was chosen is the best of the rest.
    Fix: read the errors in the trials of the run folder; out of memory asks for a smaller per_device_train_batch_size
    or max_length, a loss that is not a number for a lower learning_rate.
    """

    code = "HPO003"
    tasks = BOTH
    bad = [
        {
            "trials": (
                Trial(0, {"learning_rate": 1e-4}, 0.8, 3.0, 20.0),
                Trial(1, {"learning_rate": 1e-1}, None, None, 2.0, "the loss is not a number"),
            )
        }
    ]
    good = [{"trials": (Trial(0, {"learning_rate": 1e-4}, 0.8, 3.0, 20.0),)}]

    def judge(self, trials: tuple[Trial, ...]) -> Finding | Passed:
        """Count the trials without a score."""
        if not trials:
            raise NotApplicable("there are no trials")
        failed = [trial for trial in trials if trial.score is None]
        if not failed:
            return Passed(f"{counted(len(trials), 'trial')}, none failed", {"trials": len(trials)})
        shown = [{"number": trial.number, "params": trial.params, "error": trial.error} for trial in failed[:SHOWN]]
        return Finding(f"{part_of(len(failed), len(trials), 'trial')} failed", (), {"failed": shown})
