"""Validate: try the model under real-world conditions, and on rows from the field."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.answering.answering import Answering
from finetooth.core.results import Base, ScenarioScore, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.metrics.intervals import paired_drop
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score, value
from finetooth.recipe.sections import Validate
from finetooth.scenarios import all_scenarios
from finetooth.scenarios.scenario import Scenario
from finetooth.stages.augmenting import must_be_scenarios
from finetooth.stages.evaluate import groups_of
from finetooth.stages.predicting import Predictor
from finetooth.stages.splitting import sample

RESAMPLES = 1_000
EXAMPLES = 5


@dataclass(frozen=True)
class Validated:
    """What each scenario does to the score, and the scores on the field rows where they have labels."""

    scenario_scores: tuple[ScenarioScore, ...]
    field_scores: Scores | None
    field_predictions: pl.DataFrame


@stage("6-validate", version=2)
def validate(
    work: Work,
    options: Validate,
    settings: Settings,
    base: Base,
    model: Path,
    labels: tuple[str, ...],
    splits: Splits,
    answering: Answering | None = None,
) -> Validated:
    """Perturb a sample of the test rows in every chosen way, and predict the field rows."""
    predictor = Predictor(model, labels, base.trust_remote_code, answering)
    rows, chosen = sample(splits.test, options.max_rows, settings.seed), chosen_scenarios(options)
    before = predictor.predict(rows)
    scored = []
    for number, scenario in enumerate(chosen):
        work.progress((number + 1) / (len(chosen) + 2), scenario.title)
        scored.append(_try(scenario, rows, before, predictor, settings))
    field = predictor.predict(splits.field) if len(splits.field) else None
    return Validated(tuple(scored), _field_scores(field, splits.field, settings), _frame(field, splits.field))


def chosen_scenarios(options: Validate) -> list[Scenario]:
    """Return the scenarios that the options name. Raises UserError on an unknown name."""
    known = {scenario.name: scenario for scenario in all_scenarios()}
    names = list(known) if isinstance(options.scenarios, str) else options.scenarios
    must_be_scenarios(names, "validate.scenarios")
    return [known[name] for name in names]


def _try(
    scenario: Scenario, rows: Rows, before: Predictions, predictor: Predictor, settings: Settings
) -> ScenarioScore:
    texts = rows.texts.fill_null("").to_list()
    changed = scenario.apply(texts, settings.seed)
    after = predictor.predict(rows.with_column(pl.Series("text", changed, pl.String)))  # a second text stays as it is
    metric = settings.selection_metric
    drop, low, high = paired_drop(before, after, metric, RESAMPLES, settings.seed)
    flips = np.flatnonzero(before.predicted != after.predicted)
    examples = tuple(
        (texts[row], changed[row], predictor.labels[before.predicted[row]], predictor.labels[after.predicted[row]])
        for row in flips[:EXAMPLES].tolist()
    )
    return ScenarioScore(
        name=scenario.name,
        title=scenario.title,
        before=value(metric, before) or 0.0,
        after=value(metric, after) or 0.0,
        drop=drop,
        low=low,
        high=high,
        flipped=len(flips),
        n=len(texts),
        changed=sum(old != new for old, new in zip(texts, changed, strict=True)),
        examples=examples,
    )


def _field_scores(field: Predictions | None, rows: Rows, settings: Settings) -> Scores | None:
    if field is None or rows.labels.null_count() == len(rows):
        return None
    return Scores(score(field, RESAMPLES, settings.seed, groups_of(rows)), {}, settings.selection_metric)


def _frame(field: Predictions | None, rows: Rows) -> pl.DataFrame:
    if field is None:
        return pl.DataFrame(schema={"id": pl.Int64, "truth": pl.String, "prediction": pl.String})
    return field.to_frame(rows.labels)
