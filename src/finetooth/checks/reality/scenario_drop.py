"""RWV002: a score that falls when the text is a little different."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import ScenarioScore
from finetooth.recipe.sections import Recipe


def _score(drop: float, low: float, high: float) -> ScenarioScore:
    return ScenarioScore("typos", "Typing errors", 0.85, 0.85 - drop, drop, low, high, 20, 200, 190)


class ScenarioDrop(Check):
    """The score falls under everyday conditions.

    Why: people mistype, shout, skip punctuation and write less than the training rows did; the model must bear it.
    Fix: add rows that look like that, or mend the input before the model; accept more with validate.max_drop.
    """

    code = "RWV002"
    bad = [{"scenario_scores": (_score(0.16, 0.08, 0.24),)}, {"scenario_scores": (_score(0.35, 0.28, 0.42),)}]
    good = [{"scenario_scores": (_score(0.04, 0.01, 0.07),)}, {"scenario_scores": (_score(0.12, -0.02, 0.26),)}]

    def judge(self, scenario_scores: tuple[ScenarioScore, ...], recipe: Recipe) -> Finding | Passed:
        """Compare the drop of each scenario, and the low end of its interval, with the largest acceptable one."""
        tried = [score for score in scenario_scores if score.n and score.changed and math.isfinite(score.drop)]
        if not tried:
            raise NotApplicable("no scenario changed a row")
        most = recipe.validation.max_drop
        evidence = {
            "max_drop": most,
            "drops": {score.name: [round(x, 4) for x in (score.drop, score.low, score.high)] for score in tried},
            "unchanged": [score.name for score in scenario_scores if score not in tried],
        }
        fallen = [score for score in tried if score.drop > most and score.low > 0]
        if not fallen:
            worst = max(tried, key=lambda score: score.drop)
            return Passed(f"{counted(len(tried), 'scenario')}; the largest drop: {_told(worst)}", evidence)
        severity = Severity.ERROR if any(score.low > 2 * most for score in fallen) else Severity.WARNING
        told = "; ".join(_told(score) for score in sorted(fallen, key=lambda score: -score.drop))
        return Finding(
            f"{len(fallen)} of {counted(len(tried), 'scenario')} with a drop above {most:g}: {told}",
            (),
            evidence,
            severity,
        )


def _told(score: ScenarioScore) -> str:
    return f"{score.title} {score.drop:.3f} [{score.low:.3f}, {score.high:.3f}] on {score.n:,} rows"
