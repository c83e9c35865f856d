"""Evaluate: score the model on the test rows, with intervals, beside the simple models it must beat."""

import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from finetooth.answering.answering import Answering
from finetooth.answering.effect import Effect
from finetooth.answering.selection import MetricChoice, chosen_metric
from finetooth.comparing.sealed import open_test
from finetooth.core.beside import Beside, Leak, Seal
from finetooth.core.results import Base, Scores, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.recipe.sections import Evaluate
from finetooth.stages.beside import Ground, simple_models_beside
from finetooth.stages.leaked import leak
from finetooth.stages.predicting import Predictor
from finetooth.stages.pricing import pace_of
from finetooth.stages.settling import settled, with_costs


@dataclass(frozen=True)
class Evaluated:
    """Scores on the test split, and the prediction of every test row.

    ``baseline_predictions``: the name of the ``baseline``, ``id``, ``p_0`` ..., for comparisons row by row.
    ``answering``: how probabilities become answers, ``answering_effect``: what that did; ``metric_choice``: by which
    metric models were picked, and why. ``beside``: the price of the model and of the baselines, and its gain.
    ``leak``: scores without the test rows that training rows give away. ``seal``: who opened these test rows so far.
    """

    scores: Scores
    predictions: pl.DataFrame
    baseline_predictions: pl.DataFrame
    answering: Answering
    answering_effect: Effect
    metric_choice: MetricChoice
    beside: Beside
    leak: Leak
    seal: Seal


@stage("5-evaluate", version=4)
def evaluate(
    work: Work,
    options: Evaluate,
    settings: Settings,
    base: Base,
    model: Path,
    labels: tuple[str, ...],
    splits: Splits,
    held_out: pl.DataFrame | None = None,
    own_metrics: tuple[str, ...] = (),
) -> Evaluated:
    """Predict the test rows once, and score the model and its baselines on them.

    How its probabilities become answers is fitted on ``held_out`` rows, and never on those of the test.
    ``own_metrics`` are digests of the user's metric files: where one changes, the rows are scored again.
    """
    opened = open_test(work.folder.parent, splits.test)
    predictor, begin = Predictor(model, labels, base.trust_remote_code), time.perf_counter()
    raw = predictor.predict(splits.test, lambda done: work.progress(0.6 * done, "predicting the test rows"))
    pace = pace_of(work.folder.parent, predictor.tokens(splits.test), time.perf_counter() - begin, splits)
    groups = groups_of(splits.test)
    work.progress(0.65, "scoring")
    made = settled(raw, held_out, options, settings, splits, groups)
    ground = Ground(splits, labels, settings, base, pace)
    found = simple_models_beside(ground, made.predictions, options.resamples, groups, partial(work.progress, 0.75))
    beside = with_costs(found.scores, found.predictions, splits.test, options, settings, labels, groups)
    scores = Scores(made.scores, beside, settings.selection_metric)
    frame = made.predictions.to_frame(splits.test.labels)
    return Evaluated(
        scores,
        frame,
        found.predictions,
        made.answering,
        made.effect,
        chosen_metric(options, splits.train.labels, settings.problem_type),
        found.beside,
        leak(splits, made.predictions, scores, options.resamples, settings.seed, groups),
        opened.seal(frame, labels, scores, settings.problem_type),
    )


def groups_of(rows: Rows) -> pl.Series | None:
    """Return the group of each row, null for a row without one; None where no row has any."""
    groups = rows.table["group"]
    return None if groups.null_count() == len(groups) else groups
