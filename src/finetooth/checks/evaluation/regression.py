"""EVL020: a model that is worse than the one it is to replace."""

import polars as pl

from finetooth.comparing.answers import Answers, as_came
from finetooth.comparing.regression import Regression, regression_of
from finetooth.comparing.spoken import Spoken, Tested
from finetooth.comparing.wording import sentence
from finetooth.core.check import BOTH, Check
from finetooth.core.errors import NotApplicable
from finetooth.core.facts import fact
from finetooth.core.finding import Finding, Passed, Severity
from finetooth.core.ledger import Ledger
from finetooth.core.results import Scores, Settings, Splits
from finetooth.metrics.paired import Difference
from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.recipe.sections import Recipe

THIS = "this model"


def _example(change: float, half: float, higher_is_better: bool = True) -> dict[str, object]:
    ends = (0.81, 0.81 + change, change, change - half, change + half, 400)
    metric = "macro_f1" if higher_is_better else "log_loss"
    return {"regression": Regression("tea-2026-01-02", Difference(metric, *ends, higher_is_better=higher_is_better))}


@fact
def regression(
    recipe: Recipe,
    scores: Scores,
    splits: Splits,
    ledger: Ledger,
    predictions: pl.DataFrame | None = None,
    labels: tuple[str, ...] | None = None,
    settings: Settings | None = None,
    answers: pl.DataFrame | None = None,
    losses: pl.DataFrame | None = None,
) -> Regression:
    """This model beside the earlier run that the recipe names; not applicable where it names none."""
    place = recipe.gate.regression_vs
    if place is None:
        raise NotApplicable("no earlier run is named in gate.regression_vs")
    if recipe.task == "sft" and answers is not None:
        names = [score.metric for score in scores.model]
        mine: Tested = Spoken.of(THIS, splits.test.table, answers, losses, names, scores.selection_metric)
    elif predictions is not None and labels is not None:
        mine = _labelled(predictions, labels, splits, ledger, settings, scores)
    else:
        raise NotApplicable("this run kept no answers to its test rows")
    found = regression_of(place, mine)
    if found is None:
        raise NotApplicable(f"no run in {place} was accepted on these test rows yet")
    return found


def _labelled(
    predictions: pl.DataFrame,
    labels: tuple[str, ...],
    splits: Splits,
    ledger: Ledger,
    settings: Settings | None,
    scores: Scores,
) -> Answers:
    kind = settings.problem_type if settings else SINGLE
    if kind not in (SINGLE, ORDINAL):
        raise NotApplicable("models of several labels or of numbers are not compared row by row yet")
    read, nothing = as_came(splits.test, ledger), splits.test.table.select("id")
    return Answers.of(THIS, predictions, labels, splits.test, read, nothing, scores.selection_metric, kind)


class WorseThanBefore(Check):
    """The model is worse than an earlier one.

    Why: who replaces the earlier model loses what it had right; a new score alone, on other luck, may hide that.
    Fix: look at the rows that changed sides (finetooth compare OLD NEW); keep the earlier model until this is as good.
    Blind: a loss smaller than the noise of these test rows, and whatever these rows do not show.
    """

    code = "EVL020"
    severity = Severity.ERROR
    tasks = BOTH
    bad = [_example(-0.06, 0.03), _example(0.2, 0.1, higher_is_better=False)]
    good = [_example(-0.02, 0.03), _example(0.05, 0.03)]

    def judge(self, regression: Regression) -> Finding | Passed:
        """Compare on the same test rows, resampled together."""
        found = regression.difference
        if found.change is None or found.low is None or found.high is None:
            raise NotApplicable(f"{found.metric} is undefined: {found.reason}")
        message = sentence(found, regression.rival, THIS)
        evidence = {
            "rival": regression.rival,
            "metric": found.metric,
            "before": found.first,
            "now": found.second,
            "change": round(found.change, 4),
            "low": round(found.low, 4),
            "high": round(found.high, 4),
            "test_rows": found.n,
        }
        return Finding(message, (), evidence) if found.standing == "worse" else Passed(message, evidence)
