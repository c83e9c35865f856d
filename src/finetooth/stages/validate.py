"""Validate: try the model under real-world conditions, and on rows from the field."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from finetooth.answering.answering import Answering
from finetooth.behaviour.results import Behaviour
from finetooth.behaviour.suite import Suite
from finetooth.core.results import Base, ScenarioScore, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.field.results import FieldLook
from finetooth.metrics.said import Said
from finetooth.metrics.score import score
from finetooth.recipe.sections import Validate
from finetooth.scenarios import all_scenarios
from finetooth.scenarios.scenario import Scenario
from finetooth.scope.results import ScopeLook
from finetooth.serving.results import CostInUse
from finetooth.stages.augmenting import must_be_scenarios
from finetooth.stages.behaving import behaved
from finetooth.stages.costing import cost_in_use
from finetooth.stages.evaluate import groups_of
from finetooth.stages.fielding import fielded, nothing, write_label_next
from finetooth.stages.perturbing import perturbed
from finetooth.stages.predicting import Predictor
from finetooth.stages.scoping import scoped
from finetooth.stages.transferring import transferred
from finetooth.transfer.results import Transfer

RESAMPLES = 1_000


@dataclass(frozen=True)
class Validated:
    """What each scenario does to the score, and the scores on the field rows where they have labels."""

    scenario_scores: tuple[ScenarioScore, ...]
    scenario_flips: pl.DataFrame  # the rows that were not answered as is expected, by scenario
    field_scores: Scores | None
    field_predictions: pl.DataFrame
    behaviour: Behaviour | None = None
    field_look: FieldLook | None = None
    label_next: pl.DataFrame = field(default_factory=lambda: nothing().label_next)  # id, guess, chance, why
    transfer: Transfer | None = None  # what later times and other groups cost
    cost: CostInUse | None = None
    out_of_scope: ScopeLook | None = None  # whether it can tell what it does not know


@stage("6-validate", version=6)
def validate(
    work: Work,
    options: Validate,
    settings: Settings,
    base: Base,
    model: Path,
    labels: tuple[str, ...],
    splits: Splits,
    answering: Answering | None = None,
    suite: Suite | None = None,
    held_out: pl.DataFrame | None = None,
    unknown: Rows | None = None,
    own_metrics: tuple[str, ...] = (),
) -> Validated:
    """Perturb a sample of the test rows in every chosen way, predict the field rows, run the behavioural tests.

    ``own_metrics`` are digests of the user's metric files: where one changes, all is scored again.
    """
    predictor = Predictor(model, labels, base.trust_remote_code, answering)
    tried = perturbed(
        chosen_scenarios(options),
        splits.test,
        predictor,
        settings.selection_metric,
        options.max_rows,
        settings.seed,
        settings.max_length,
        work.progress,
    )
    said = predictor.predict(splits.field) if len(splits.field) else None
    found, frame = _field_scores(said, splits.field, settings), _frame(said, splits.field)
    looked = fielded(base, settings, splits, held_out, said, predictor.answering, work.progress)
    write_label_next(work.folder, looked.label_next, splits.field)
    judged = behaved(suite, predictor)
    told = (tried.scores, tried.flips, found, frame, judged, looked.look, looked.label_next)
    moved = transferred(base, splits, settings, work.progress)
    cost = _cost(options, predictor, model, splits.test, base, settings, work)
    scope = scoped(work, options, base, settings, splits, held_out, predictor, unknown)
    return Validated(*told, transfer=moved, cost=cost, out_of_scope=scope)


def chosen_scenarios(options: Validate) -> list[Scenario]:
    """Return the scenarios that the options name. Raises UserError on an unknown name."""
    known = {scenario.name: scenario for scenario in all_scenarios()}
    names = list(known) if isinstance(options.scenarios, str) else options.scenarios
    must_be_scenarios(names, "validate.scenarios")
    return [known[name] for name in names]


def _cost(
    options: Validate, predictor: Predictor, model: Path, test: Rows, base: Base, settings: Settings, work: Work
) -> CostInUse | None:
    if options.cost == "none":
        return None
    return cost_in_use(predictor, model, test, base.trust_remote_code, settings.seed, work.progress)


def _field_scores(field: Said | None, rows: Rows, settings: Settings) -> Scores | None:
    if field is None or rows.labels.null_count() == len(rows):
        return None
    return Scores(score(field, RESAMPLES, settings.seed, groups_of(rows)), {}, settings.selection_metric)


def _frame(field: Said | None, rows: Rows) -> pl.DataFrame:
    if field is None:
        return pl.DataFrame(schema={"id": pl.Int64, "truth": pl.String, "prediction": pl.String})
    return field.to_frame(rows.labels)
