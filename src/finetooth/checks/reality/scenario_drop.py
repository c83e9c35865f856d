"""RWV002: a score that falls when the text is a little different."""

import math

from finetooth.checks.wording import counted
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.results import ScenarioScore
from finetooth.recipe.sections import Recipe

FEWEST = 8  # rows that a condition must change for a drop to be told from luck


def _score(drop: float, low: float, high: float) -> ScenarioScore:
    return ScenarioScore("typos", "Typing errors", 0.85, 0.85 - drop, drop, low, high, 20, 200, 190)


class ScenarioDrop(Check):
    """The score falls under everyday conditions.

    Why: people mistype, shout, skip punctuation and write less than the training rows did; the model must bear it.
    Fix: add rows that look like that, or mend the input before the model; accept more with validate.max_drop.
    Blind: some of the changed texts (docs/scenarios.md says how many of a sample) no longer mean what they did.
    Conditions that do not expect the same answer have no drop: the share of rows answered against what is expected
    stands for it, and a model that is sure of messages without content is only remarked on. A condition that
    changes fewer than 8 rows is not judged.
    """

    code = "RWV002"
    tasks = BOTH
    bad = [{"scenario_scores": (_score(0.16, 0.08, 0.24),)}, {"scenario_scores": (_score(0.35, 0.28, 0.42),)}]
    good = [{"scenario_scores": (_score(0.04, 0.01, 0.07),)}, {"scenario_scores": (_score(0.12, -0.02, 0.26),)}]

    def judge(self, scenario_scores: tuple[ScenarioScore, ...], recipe: Recipe) -> Finding | Passed:
        """Compare the drop of each scenario, and the low end of its interval, with the largest acceptable one."""
        able = [score for score in scenario_scores if score.n and score.changed >= FEWEST]
        tried = [score for score in able if score.expects != "same" or math.isfinite(score.drop)]
        if not tried:
            raise NotApplicable(f"no scenario changed {FEWEST} rows or more")
        most = recipe.validation.max_drop
        evidence = {
            "max_drop": most,
            "drops": {score.name: [round(x, 4) for x in _cost(score)] for score in tried},
            "expects": {score.name: score.expects for score in tried if score.expects != "same"},
            "unchanged": [score.name for score in scenario_scores if score not in tried],
        }
        fallen = [score for score in tried if _too_much(score, most)]
        if not fallen:
            worst = max(tried, key=_rank)
            return Passed(f"{counted(len(tried), 'scenario')}; the largest drop: {_told(worst)}", evidence)
        severity = max((_severity(score, most) for score in fallen), key=lambda one: one.rank)
        told = "; ".join(_told(score) for score in sorted(fallen, key=_rank, reverse=True))
        return Finding(
            f"{len(fallen)} of {counted(len(tried), 'scenario')} with a drop above {most:g}: {told}",
            (),
            evidence,
            severity,
        )


def _cost(score: ScenarioScore) -> tuple[float, float, float]:
    """Return the drop of the score; where another answer is expected, the share of rows that fail."""
    return (score.drop, score.low, score.high) if score.expects == "same" else score.failure_rate


def _rank(score: ScenarioScore) -> tuple[bool, float]:
    return score.expects == "same", _cost(score)[0]


def _too_much(score: ScenarioScore, most: float) -> bool:
    """Whether a drop is too large and no chance; of a share of rows, even its low end must be too large."""
    cost, low, _ = _cost(score)
    return cost > most and low > (0 if score.expects == "same" else most)


def _severity(score: ScenarioScore, most: float) -> Severity:
    if score.expects == "same":
        return Severity.ERROR if score.low > 2 * most else Severity.WARNING
    return Severity.INFO if score.expects == "unsure" else Severity.WARNING


def _told(score: ScenarioScore) -> str:
    cost, low, high = _cost(score)
    if score.expects == "same":
        return f"{score.title} {cost:.3f} [{low:.3f}, {high:.3f}] on {score.n:,} rows"
    told = {"less": "still as sure of its answer", "either": "with a third answer", "unsure": "sure of nothing said"}
    return f"{score.title} {100 * cost:.0f} % {told.get(score.expects, 'failed')} of {score.changed:,}"
