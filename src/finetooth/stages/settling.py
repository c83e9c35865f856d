"""Settling: what the evaluation does so that probabilities become answers, and the scores that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from finetooth.answering.answering import Answering
from finetooth.answering.choosing import fit_answering
from finetooth.answering.costs import Costs, ExpectedCost, matrix_of
from finetooth.answering.effect import CALIBRATION, Effect, effect_of
from finetooth.answering.label_thresholds import fit_label_thresholds
from finetooth.answering.rule import Rule
from finetooth.comparing.answers import baselines_of
from finetooth.core.results import Score, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.metrics import metric_named, metrics_for
from finetooth.metrics.label_sets import LabelSets
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.said import Said
from finetooth.metrics.score import score
from finetooth.problems.problem import ORDINAL, SINGLE
from finetooth.recipe.sections import Evaluate
from finetooth.stages.learn import REFIT


@dataclass(frozen=True)
class Settled:
    """What was said as it is answered, its scores, how it came about, and what that did."""

    predictions: Said
    scores: tuple[Score, ...]
    answering: Answering
    effect: Effect


def settled(
    raw: Said,
    held_out: pl.DataFrame | None,
    options: Evaluate,
    settings: Settings,
    splits: Splits,
    groups: pl.Series | None,
) -> Settled:
    """Fit on held-out rows how probabilities become answers, apply it to those of the test rows, and score them.

    Only where one of several labels is the answer: numbers are taken as the model tells them, and each label of
    several is answered from a threshold of its own.
    """
    if not isinstance(raw, Predictions):
        return _as_told(raw, held_out, options, settings, splits, groups)
    costs = costs_of(options, raw.labels)
    tied = groups_by_id(splits)
    by = settings.selection_metric, costs, tied, settings.seed
    answering = fit_answering(held_out, raw.labels, options, *by, refitted=_refitted(settings))
    told = answering.predictions(raw)
    way = (options.resamples, settings.seed, groups)
    scores = score(told, *way, (*metrics_for(raw.problem_type), *([ExpectedCost(costs)] if costs else [])))
    chosen = [metric_named(name) for name in CALIBRATION]
    before, after = score(raw, *way, chosen), tuple(one for one in scores if one.metric in CALIBRATION)
    effect = effect_of(raw, told, answering, before, after, groups, settings.seed)
    more = tuple(one for one in (effect.coverage, effect.precision) if one is not None)
    return Settled(told, (*scores, *more), answering, effect)


def _refitted(settings: Settings) -> bool:
    """Whether one fit answered the held-out rows and another, on all rows, is handed on."""
    return settings.final_model == REFIT and not settings.folds


def _as_told(
    raw: Said,
    held_out: pl.DataFrame | None,
    options: Evaluate,
    settings: Settings,
    splits: Splits,
    groups: pl.Series | None,
) -> Settled:
    several = isinstance(raw, LabelSets)
    asked = {"costs": bool(options.costs), "thresholds: always": options.thresholds == "always" and not several}
    asked |= {name: getattr(options, name) is not None for name in ("target_precision", "abstain_below")}
    problems = tuple(f"evaluate.{key} is for rows with one label each" for key, wanted in asked.items() if wanted)
    answering = Answering(raw.labels, problems=problems)
    if several and held_out is not None:
        tied = groups_by_id(splits)
        found, tried, unset = fit_label_thresholds(held_out, raw.labels, options.thresholds, tied, settings.seed)
        rows, said = held_out["id"].n_unique() if held_out.height else 0, (*problems, *unset)
        answering = Answering(raw.labels, rows=rows, tried=tried, problems=said, label_thresholds=found)
    told = answering.told(raw)
    scores = score(told, options.resamples, settings.seed, groups)
    return Settled(told, scores, answering, Effect((), (), (), (), None, ()))


def with_costs(
    found: Mapping[str, tuple[Score, ...]],
    said: pl.DataFrame,
    test: Rows,
    options: Evaluate,
    settings: Settings,
    labels: tuple[str, ...],
    groups: pl.Series | None,
) -> dict[str, tuple[Score, ...]]:
    """Return the baselines' scores with the expected cost of their cheapest answers, where costs are given."""
    costs = costs_of(options, labels) if settings.problem_type in (SINGLE, ORDINAL) else None
    if costs is None or not all(f"p_{place}" in said.columns for place in range(len(labels))):
        return dict(found)
    rule = Rule("costs", costs=costs) if options.thresholds != "none" else Rule()
    added = {}
    for name, told in baselines_of(said, test, labels).items():
        decided = Predictions(told.ids, told.truth, told.probabilities, labels, rule.answers(told.probabilities))
        added[name] = score(decided, options.resamples, settings.seed, groups, [ExpectedCost(costs)])
    return {name: (*scores, *added.get(name, ())) for name, scores in found.items()}


def costs_of(options: Evaluate, labels: tuple[str, ...]) -> Costs | None:
    """Return the matrix of costs, None where none are given. Raises UserError for a label that is not learned."""
    return matrix_of(options.costs, labels) if options.costs else None


def groups_by_id(splits: Splits) -> pl.DataFrame | None:
    """Return the group of each row that may be held out (id, group); None where no row has one."""
    table = pl.concat([part.table.select("id", "group") for part in (splits.train, splits.validation)])
    return None if table["group"].null_count() == table.height else table
