"""Evidence: all that a report shows, gathered from every stage of a run."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from finetooth.answering.answering import Answering
from finetooth.answering.effect import Effect
from finetooth.answering.selection import MetricChoice
from finetooth.behaviour.results import Behaviour
from finetooth.core.beside import Beside, Leak, Seal, SplitHonesty
from finetooth.core.finding import Outcome, Verdict
from finetooth.core.ledger import Ledger
from finetooth.core.results import Base, CrossValidation, Curve, Decision, ScenarioScore, Scores, Settings, Splits
from finetooth.core.tuning import Dimension, Repeat, Selection, Trial
from finetooth.field.results import FieldLook
from finetooth.recipe.sections import Recipe
from finetooth.report.language import Language
from finetooth.scope.results import ScopeLook
from finetooth.serving.results import CostInUse
from finetooth.training.range_test import RangeTest
from finetooth.transfer.results import Transfer


@dataclass(frozen=True)
class Evidence:
    """Built by the report stage; page, card and decision are pure functions of it."""

    name: str  # the run's name
    recipe: Recipe
    base: Base | None
    sources: tuple[dict[str, Any], ...]  # per file: role, file, format, records, text_column, label_column, notes ...
    decision: Decision
    verdicts: tuple[Verdict, ...]  # the last verdict of every check
    history: tuple[Verdict, ...]  # every verdict; stage "1-audit" is before mending, "2-prepare" after
    ledger: Ledger
    splits: Splits
    space: tuple[Dimension, ...]
    trials: tuple[Trial, ...]
    selection: Selection | None
    settings: Settings
    curve: Curve
    crossed: CrossValidation | None
    scores: Scores
    predictions: pl.DataFrame  # id, truth, prediction, p_0 ... p_k-1, in the order of ``labels``
    labels: tuple[str, ...]
    scenario_scores: tuple[ScenarioScore, ...]
    field_scores: Scores | None
    versions: dict[str, str]
    seconds: dict[str, float]  # per stage
    repeats: tuple[Repeat, ...] = ()  # finalists fitted again with further seeds
    ended: str = ""  # why the search ended
    range_test: RangeTest | None = None  # of the learning rate
    field_look: FieldLook | None = None  # what the field rows are like, and the score they are predicted to have
    answering: Answering | None = None  # how probabilities become answers
    answering_effect: Effect | None = None  # what that did on the test rows
    metric_choice: MetricChoice | None = None  # by which metric models were picked, and why
    beside: Beside | None = None  # what simple models reach, and what each costs
    leak: Leak | None = None  # the score without test rows that training gives away
    seal: Seal | None = None  # who opened these test rows
    honesty: SplitHonesty | None = None  # what a naive split would have claimed

    behaviour: Behaviour | None = None  # what behavioural tests found
    transfer: Transfer | None = None  # what later times and other groups cost
    cost: CostInUse | None = None  # what the model costs in use
    out_of_scope: ScopeLook | None = None  # whether it can tell what it does not know
    language: Language | None = None  # what only a language model has

    def earlier(self, verdict: Verdict) -> Verdict | None:
        """Return the failure of the same check at an earlier stage, if there is one.

        Where the check passes now, that is a fault that was found and mended.
        """
        same = (past for past in self.history if past.code == verdict.code and past.stage != verdict.stage)
        return next((past for past in same if past.outcome is Outcome.FAILED), None)

    def failures(self) -> tuple[Verdict, ...]:
        """Return the findings that stand at the end, the gravest first, waived ones included."""
        order = ("error", "warning", "info")
        found = (verdict for verdict in self.verdicts if verdict.outcome in (Outcome.FAILED, Outcome.WAIVED))
        return tuple(sorted(found, key=lambda verdict: (order.index(verdict.severity), verdict.code)))
