"""HPO004: a search whose best trial is no better than the default, as far as the validation rows can tell."""

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.tuning import Selection, Trial


class GainWithinNoise(Check):
    """The search found nothing better than the default, as far as can be told.

    Why: the best of many trials is the luckiest as well: its lead over the default settings is no larger than that luck
    and the standard error of the lead on these validation rows together, so the default was kept.
    Fix: more validation rows tell smaller gains apart; more trials do not. Settings that are known to be better go into
    the recipe as fixed values.
    Blind: the noise of another seed is not in it, so that a gain beyond this noise may still be luck.
    """

    code = "HPO004"
    severity = Severity.INFO
    bad = [{"selection": Selection(0, 3, 0.011, 0.02, -0.028, 0.05, 0.012, 120)}]
    good = [
        {"selection": Selection(3, 3, 0.06, 0.02, 0.021, 0.1, 0.012, 120)},
        {"selection": Selection(0, 0, 0.0, 0.0, 0.0, 0.0, 0.01, 120)},
    ]

    def judge(self, selection: Selection | None, trials: tuple[Trial, ...] | None = None) -> Finding | Passed:
        """Compare the lead of the best trial with its standard error."""
        if selection is None:
            raise NotApplicable("nothing was tuned")
        if trials is not None and sum(trial.score is not None for trial in trials) < 2:
            raise NotApplicable("one trial alone has a score: there is nothing to compare it with")
        if selection.best and not selection.gain > 0:  # of equals the default, the earliest, is the best
            raise NotApplicable("the default has no score, so that there is nothing to compare the best trial with")
        evidence = {name: round(value, 4) for name, value in vars(selection).items()}
        luck = f"the luck of the best adds about {100 * selection.optimism:.1f} points to its score"
        on = f"on {counted(selection.rows, 'validation row')}"
        if selection.best == 0:
            return Passed(f"no trial beat the default {on}; {luck}", evidence)
        lead = (
            f"trial {selection.best} leads the default by {selection.gain:.3f} "
            f"({selection.low:.3f} to {selection.high:.3f}) {on}"
        )
        if selection.chosen == 0:
            return Finding(f"{lead}, which is within noise: the default was kept; {luck}", (), evidence)
        return Passed(f"{lead}, more than luck and a standard error of {selection.gain_error:.3f}; {luck}", evidence)
