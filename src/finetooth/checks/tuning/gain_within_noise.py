"""HPO004: a search whose best trial is no better than the default, as far as the validation rows can tell."""

import math
from typing import Any

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.tuning import Selection, Trial


class GainWithinNoise(Check):
    """The search found nothing better than the default, as far as can be told.

    Why: the best of many trials is the luckiest as well: its lead over the default settings is no larger than that luck
    and the standard error of the lead on these validation rows together, so the default was kept.
    Where finalists were fitted again with further seeds, on which nothing was chosen, the mean lead over those is
    judged, and its error holds the spread between seeds too (Bouthillier et al. 2021, "Accounting for variance").
    Fix: more validation rows tell smaller gains apart; more trials do not. Settings that are known to be better go into
    the recipe as fixed values.
    Blind: without further seeds (tune.final_seeds) the noise of another seed is not in it, so that a gain beyond this
    noise may still be luck.
    """

    code = "HPO004"
    tasks = BOTH
    severity = Severity.INFO
    bad = [
        {"selection": Selection(0, 3, 0.011, 0.02, -0.028, 0.05, 0.012, 120)},
        {"selection": Selection(0, 3, -0.004, 0.02, -0.043, 0.035, 0.012, 120, seeds=2, seed_spread=0.01)},
    ]
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
        if selection.best and not selection.gain > 0 and not selection.seeds:  # of equals the default is the best
            raise NotApplicable("the default has no score, so that there is nothing to compare the best trial with")
        evidence = _plain(selection)
        luck = f"the luck of the best adds about {selection.optimism:.3f} to its score"
        on = f"on {counted(selection.rows, 'validation row')}"
        if selection.best == 0:
            return Passed(f"no trial beat the default {on}; {luck}", evidence)
        lead = _lead(selection, on)
        if selection.chosen == 0:
            return Finding(f"{lead}, which is within noise: the default was kept; {luck}", (), evidence)
        return Passed(f"{lead}, more than luck and a standard error of {selection.gain_error:.3f}; {luck}", evidence)


def _lead(selection: Selection, on: str) -> str:
    seeds = f", the mean of {counted(selection.seeds, 'further seed')}" if selection.seeds else ""
    verb = "leads" if selection.gain >= 0 else "trails"
    return (
        f"trial {selection.best} {verb} the default by {abs(selection.gain):.3f} "
        f"({selection.low:.3f} to {selection.high:.3f}) {on}{seeds}"
    )


def _plain(selection: Selection) -> dict[str, Any]:
    """Return the fields as JSON has them: what is no number is left out."""
    told: dict[str, Any] = {"within": list(selection.within)}
    numbers = {name: value for name, value in vars(selection).items() if isinstance(value, int | float)}
    return {name: round(value, 4) for name, value in numbers.items() if math.isfinite(value)} | told
