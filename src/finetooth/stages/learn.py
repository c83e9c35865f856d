"""What tune, train and folds share: a watched fit beside simpler models, and a fit on all rows once all is chosen."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from finetooth.core.results import Curve, CurvePoint, Settings
from finetooth.guards.divergence import diverged
from finetooth.guards.early_stopping import Stopping, decide
from finetooth.stages.fresh import as_the_base, fresh_model, said_narrowly
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import (
    FINE_TUNED,
    FROZEN,
    Simpler,
    Teaching,
    alone,
    best_of,
    contrasted,
    kept,
    put_logistic_head,
    simpler_models,
    told,
    warm_up,
)
from finetooth.stages.watching import Watcher, measure
from finetooth.training.collate import Padding
from finetooth.training.fit import Keeper, Rules, fit
from finetooth.training.variants import Variants
from finetooth.training.vocabulary import narrowed

if TYPE_CHECKING:
    from transformers import PreTrainedModel

KEPT = "kept"  # names the answers of the model that a fit ends with
FIRST = 0.6  # of the way, where a fit is followed by one on all rows
REFIT, SOUP = "refit", "soup"  # of `training.final_model`


@dataclass(frozen=True)
class Manner:
    """How a fit is held: who is told of it, where its state is kept, and how often a divergence is answered.

    ``answered`` gets the logits on the validation rows, by the step or the kind of the simpler model they are of, and
    in the end those of the model that is kept. ``again`` keeps the state of the fit on all rows that may follow.
    """

    progress: Callable[[float, str], None]
    evaluated: Callable[[Sequence[CurvePoint]], None] = lambda _points: None
    note: Callable[[str], None] = lambda _message: None
    answered: Callable[[int | str, np.ndarray], None] = lambda _of, _logits: None
    keeper: Keeper | None = None
    retries: int = 0
    again: Keeper | None = None


def learn(lesson: Lesson, settings: Settings, manner: Manner) -> "tuple[PreTrainedModel, Curve]":
    """Fit a fresh model from the base, and keep a simpler one where that is no worse; raises DivergedError.

    Once all is chosen a simpler model is fitted again on all rows, and a fine-tuned one where the settings say so.
    """
    twice = settings.final_model == REFIT
    first = _part(manner, 0.0, FIRST) if twice else manner
    model, curve, rivals = tried(lesson, settings, first, best_of)
    if rivals and not curve.best_step:
        manner.evaluated(curve.points)
        manner.note(told(curve))
        return refit(lesson, settings, manner, curve.simpler)[0], replace(curve, refitted=len(lesson.rows))
    if not twice:
        return model, curve
    again, last = _once_more(lesson, settings, _part(manner, FIRST, 1.0), curve)
    if answers_as_well(again, lesson, lesson.validation, curve):
        return again, with_last(replace(curve, refitted=len(lesson.rows)), last)
    manner.note("fitted on all rows it does worse on rows that it was taught by: the model of before is kept")
    return model, replace(curve, refitted_tokens=tokens_of(last))


def _part(manner: Manner, begin: float, end: float) -> Manner:
    """Return the manner of one of two fits, whose progress is a part of the whole."""
    return replace(manner, progress=lambda done, told: manner.progress(begin + done * (end - begin), told))


def answers_as_well(model: "PreTrainedModel", lesson: Lesson, rows: list[dict[str, Any]], curve: Curve) -> bool:
    """Whether a model that was taught by these rows answers them no worse than the one that never saw them.

    It was not watched while it learned: one that got stuck or fell apart shows here, where nothing else would tell.
    """
    chosen = next(point for point in curve.points if point.step == curve.best_step)
    error = 0.0 if math.isnan(chosen.validation_error) else chosen.validation_error
    found = Watcher(lesson.tokenizer, rows, curve.metric, lesson.problem)(model)
    return not found.score < curve.kept_score - error


def _once_more(
    lesson: Lesson, settings: Settings, manner: Manner, curve: Curve
) -> "tuple[PreTrainedModel, Curve | None]":
    """Fit on all rows for as many epochs as were best; the rate falls to zero where it ends."""
    best = next(point for point in curve.points if point.step == curve.best_step)
    epochs = length_of(best, settings.evaluations_per_epoch)
    rows = len(lesson.rows)
    manner.note(f"epoch {epochs:g} is best: fitted again for as long on all {rows:,} rows, those of validation too")
    second = replace(
        manner,
        keeper=manner.again,
        note=lambda message: manner.note(f"all rows: {message}"),
        progress=lambda done, message: manner.progress(done, f"all rows: {message}"),
        evaluated=lambda _points: None,
    )
    return refit(lesson, settings, second, FINE_TUNED, epochs)


def with_last(curve: Curve, last: Curve | None) -> Curve:
    """Put into a curve what a fit on all rows that followed it met: divergences, and what never changed."""
    if last is None:
        return curve
    retries = tuple(replace(retry, reason=f"all rows: {retry.reason}") for retry in last.retries)
    return replace(
        curve,
        refitted_tokens=tokens_of(last),
        retries=(*curve.retries, *retries),
        unchanged=last.unchanged,
        unchanged_share=last.unchanged_share,
    )


def tokens_of(curve: Curve | None) -> int:
    """Return how many tokens a fit was trained on, without padding."""
    return sum(point.tokens for point in curve.points) if curve else 0


def tried(
    lesson: Lesson,
    settings: Settings,
    manner: Manner,
    choose: Callable[[Sequence[Simpler]], Simpler | None] = lambda _rivals: None,
) -> "tuple[PreTrainedModel, Curve, tuple[Simpler, ...]]":
    """Fit a fresh model and those simpler ones that it must beat; the one to ``choose`` is kept where it is no worse.

    Returns the model, its curve and the simpler models. In a contrastive run nothing is fine-tuned beside them.
    """
    model = fresh_model(lesson, settings)
    narrow = narrowed(model, (lesson.train, lesson.validation, *lesson.guises), lesson.tokenizer.pad_token_id)
    taught, watched, *guises = said_narrowly(narrow, (lesson.train, lesson.validation, *lesson.guises))
    watcher = Watcher(lesson.tokenizer, watched, settings.selection_metric, lesson.problem)
    rules = _rules(lesson, settings, watcher, manner)
    teaching = Teaching(lesson.tokenizer, taught, lesson.problem, rules.train_score, manner.progress, manner.note)
    rivals = simpler_models(model, teaching, watcher, settings)
    for rival in rivals:
        manner.answered(rival.kind, rival.answers)
    chosen = choose(rivals)
    if rivals and settings.contrastive:
        curve = alone(model, chosen or rivals[-1], settings)
    else:
        warm_up(model, rivals, teaching, settings)
        variants = Variants(tuple(guises), settings.augment_share, settings.seed)
        fitted = fit(model, taught, Padding.of(lesson.tokenizer), settings, rules, manner.keeper, variants)
        curve = kept(model, fitted, chosen)
    as_the_base(model, narrow, settings)
    return model, _measured_again(model, curve, lesson, manner), rivals


def refit(
    lesson: Lesson, settings: Settings, manner: Manner, kind: str, epochs: float = 0.0
) -> "tuple[PreTrainedModel, Curve | None]":
    """Make a model again of all rows, those of validation too, now that nothing is left to be chosen.

    ``kind`` is that of a simpler model, or FINE_TUNED with the ``epochs`` after which to end; its curve has no
    validation. Raises DivergedError.
    """
    model, rows = fresh_model(lesson, settings), lesson.rows
    many = rows, *([*guise, *lesson.validation] for guise in lesson.guises)
    narrow = narrowed(model, many, lesson.tokenizer.pad_token_id)
    taught, *guises = said_narrowly(narrow, many)
    rules = _rules(lesson, settings, None, manner)
    teaching = Teaching(lesson.tokenizer, taught, lesson.problem, rules.train_score, manner.progress, manner.note)
    curve = None
    if kind == FROZEN:
        put_logistic_head(model, teaching, settings)
    elif kind == FINE_TUNED:
        warm_up(model, (), teaching, settings)
        variants = Variants(tuple(guises), settings.augment_share, settings.seed)
        ending = replace(rules, stopping=_the_last, epochs=epochs)
        curve = fit(model, taught, Padding.of(lesson.tokenizer), settings, ending, manner.keeper, variants)
    else:
        contrasted(model, teaching, settings)
    as_the_base(model, narrow, settings)
    return model, curve


def _the_last(points: Sequence[CurvePoint]) -> Stopping:
    return Stopping(len(points) - 1, False, len(points) - 1)


def length_of(point: CurvePoint, evaluations: int) -> float:
    """Return how long a model was trained up to an evaluation, in epochs, as fits on other numbers of rows can last.

    It is looked at ``evaluations`` times an epoch, each time at the first step after an even part of it.
    """
    return math.floor(point.epoch * evaluations + 1e-3) / evaluations


def has_lasted(point: CurvePoint, epochs: float) -> bool:
    """Whether an evaluation is that of so many epochs, or of more: it lies at the first step after them, rounded."""
    return point.epoch >= epochs - 1e-4


def _rules(lesson: Lesson, settings: Settings, watcher: Watcher | None, manner: Manner) -> Rules:
    def evaluated(points: Sequence[CurvePoint]) -> None:
        if watcher:
            manner.answered(points[-1].step, watcher.answers)
        manner.evaluated(points)

    return Rules(
        watch=watcher,
        train_score=lambda logits, truth: measure(settings.selection_metric, logits, truth, lesson.problem),
        stopping=partial(
            decide,
            patience=settings.early_stopping_patience,
            threshold=settings.early_stopping_threshold,
            guessing=lesson.problem.knows_nothing(len(lesson.labels)),
        ),
        diverged=diverged,
        progress=manner.progress,
        evaluated=evaluated,
        note=manner.note,
        retries=manner.retries,
    )


def _measured_again(model: "PreTrainedModel", curve: Curve, lesson: Lesson, manner: Manner) -> Curve:
    """Note what the model to be handed on scores: whether the best weights are in place is measured, not believed."""
    watcher = Watcher(lesson.tokenizer, lesson.validation, curve.metric, lesson.problem)
    found = watcher(model)
    manner.answered(KEPT, watcher.answers)
    return replace(curve, kept_loss=found.loss, kept_score=found.score)
