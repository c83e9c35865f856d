"""Evaluate and validate: scores of the saved model, beside baselines, under scenarios, and on field rows."""

import json
from dataclasses import replace

import pytest

from finetooth.core.errors import UserError
from finetooth.core.results import Base, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value
from finetooth.recipe.sections import Data, Evaluate, Validate
from finetooth.sources import read
from finetooth.stages.evaluate import evaluate
from finetooth.stages.train import NOTES, Trained
from finetooth.stages.validate import chosen_scenarios, validate

pytestmark = pytest.mark.model


def test_the_model_folder_says_how_texts_were_treated(trained: Trained):
    assert json.loads((trained.model / NOTES).read_text()) == {"mends": ["PRE007"], "max_length": 32}


def test_scores_are_those_of_the_predictions(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings
):
    found = evaluate(work, Evaluate(resamples=200), settings, base, trained.model, trained.labels, splits)
    predictions = Predictions.from_frame(found.predictions, trained.labels)
    macro = found.scores.get("macro_f1")
    assert macro is not None
    assert macro.value == value("macro_f1", predictions)
    assert macro.value > 0.8
    assert macro.n == 60
    assert found.scores.get("f1", "good") is not None
    majority = next(score for score in found.scores.baselines["majority"] if score.metric == "accuracy")
    assert 0.3 < (majority.value or 0) < 0.7


def test_more_resamples_other_intervals_same_value(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings
):
    few, many = (
        evaluate(work, Evaluate(resamples=count), settings, base, trained.model, trained.labels, splits).scores.get(
            "roc_auc"
        )
        for count in (200, 1_000)
    )
    assert few is not None
    assert many is not None
    assert few.value == many.value
    assert (few.low, few.high) != (many.low, many.high)


def test_scenarios(work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings):
    options = Validate(scenarios=["upper_case", "shorter"], max_rows=20, cost="none")
    found = validate(work, options, settings, base, trained.model, trained.labels, splits)
    upper, shorter = sorted(found.scenario_scores, key=lambda score: score.name, reverse=True)
    assert (upper.name, shorter.name) == ("upper_case", "shorter")
    assert upper.n == shorter.n == pytest.approx(20, abs=1)
    assert upper.changed == upper.n
    assert (upper.flipped, upper.drop) == (0, 0.0)  # the tokenizer folds case
    assert shorter.drop == pytest.approx(shorter.before - shorter.after)
    assert shorter.low <= shorter.drop <= shorter.high
    assert found.field_scores is None
    assert found.field_predictions.height == 0


def test_field_rows_are_scored_where_labelled(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, opinions
):
    options = Validate(scenarios=["upper_case"], cost="none")
    rows = Rows.of({**row, "role": "field"} for row in opinions(50, seed=8))
    with_field = replace(splits, field=rows)
    found = validate(work, options, settings, base, trained.model, trained.labels, with_field)
    assert found.field_scores is not None
    assert found.field_predictions.height == 50
    bare = replace(splits, field=Rows(rows.table.with_columns(label=None)))
    found = validate(work, options, settings, base, trained.model, trained.labels, bare)
    assert found.field_scores is None
    assert found.field_predictions.height == 50


def test_only_the_labelled_field_rows_are_scored(
    work: Work, trained: Trained, base: Base, splits: Splits, settings: Settings, opinions, write_csv, tmp_path
):
    half = [{**row, "label": row["label"] if n % 2 else " "} for n, row in enumerate(opinions(50, seed=8))]
    none = [{**row, "label": ""} for row in half]
    found = []
    for rows in (half, none):
        place = str(write_csv(tmp_path / "field.csv", rows))
        field = read(place, "field", Data(train=place)).rows
        options = Validate(scenarios=["upper_case"], cost="none")
        new = replace(splits, field=field)
        found.append(validate(work, options, settings, base, trained.model, trained.labels, new).field_scores)
    assert {score.n for score in found[0].model if score.label is None} == {25}
    assert found[0].get("accuracy").value > 0.8
    assert found[1] is None


def test_unknown_scenarios_are_refused():
    with pytest.raises(UserError, match="did you mean typos"):
        chosen_scenarios(Validate(scenarios=["typo"]))
