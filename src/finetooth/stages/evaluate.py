"""Evaluate: score the model on the test rows, with intervals, beside the simple models it must beat."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from finetooth.core.results import Base, Score, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import score
from finetooth.recipe.sections import Evaluate
from finetooth.stages.predicting import Predictor
from finetooth.tasks import baselines, classify


@dataclass(frozen=True)
class Evaluated:
    """Scores on the test split, and the prediction of every test row.

    ``baseline_predictions``: the name of the ``baseline``, ``id``, ``p_0`` ..., for comparisons row by row.
    """

    scores: Scores
    predictions: pl.DataFrame
    baseline_predictions: pl.DataFrame


@stage("5-evaluate", version=2)
def evaluate(
    work: Work, options: Evaluate, settings: Settings, base: Base, model: Path, labels: tuple[str, ...], splits: Splits
) -> Evaluated:
    """Predict the test rows once, and score the model and its baselines on them."""
    predictor = Predictor(model, labels, base.trust_remote_code)
    predictions = predictor.predict(splits.test, lambda done: work.progress(0.7 * done, "predicting the test rows"))
    groups = groups_of(splits.test)
    work.progress(0.75, "scoring")
    model_scores = score(predictions, options.resamples, settings.seed, groups)
    found: dict[str, tuple[Score, ...]] = {}
    said: list[pl.DataFrame] = []
    for name, probabilities in _baselines(splits, labels, settings.seed).items():
        work.progress(0.85, f"scoring the baseline {name.replace('_', ' ')}")
        beside = Predictions.of(splits.test.ids, splits.test.labels, probabilities, labels)
        found[name] = score(beside, options.resamples, settings.seed, groups)
        said.append(beside.to_frame().select(pl.lit(name).alias("baseline"), pl.all().exclude("truth", "prediction")))
    scores = Scores(model_scores, found, settings.selection_metric)
    return Evaluated(scores, predictions.to_frame(splits.test.labels), pl.concat(said))


def groups_of(rows: Rows) -> pl.Series | None:
    """Return the group of each row, null for a row without one; None where no row has any."""
    groups = rows.table["group"]
    return None if groups.null_count() == len(groups) else groups


def _baselines(splits: Splits, labels: tuple[str, ...], seed: int) -> dict[str, np.ndarray]:
    targets = classify.targets_of(splits.train.labels.to_list(), labels).tolist()
    train, test = (part.texts.fill_null("").to_list() for part in (splits.train, splits.test))
    return {
        "majority": baselines.majority(targets, len(test), len(labels)),
        "tfidf_logistic_regression": baselines.tfidf_logistic_regression(train, targets, test, len(labels), seed),
    }
