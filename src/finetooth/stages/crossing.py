"""Cross-validation: each row judges once and teaches otherwise, and in the end all rows teach the model handed on.

What is chosen, the length of training and whether a simpler model is as good, is chosen once for all folds, by the
answers to all rows together, so that the out-of-fold score is hardly flattered by the choice.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from finetooth.core.results import CrossValidation, Curve, Fold, Settings
from finetooth.core.run import Work
from finetooth.core.store import CHECKPOINTS
from finetooth.metrics import metric_named
from finetooth.metrics.resampled import corrected_interval
from finetooth.problems.problem import Problem
from finetooth.stages.curve_file import tell_points
from finetooth.stages.fold_files import FoldFiles
from finetooth.stages.held import Held, answers_table, best_length, fold_name, hold_out, pooled_score, step_at
from finetooth.stages.learn import REFIT, SOUP, Manner, refit, with_last
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import CONTRASTIVE, FINE_TUNED, FROZEN
from finetooth.stages.watching import Watcher, watched_of
from finetooth.tasks import classify
from finetooth.training.averaging import mean_of
from finetooth.training.checkpoints import Checkpoints
from finetooth.training.collate import target_and_weight

if TYPE_CHECKING:
    from transformers import PreTrainedModel

ATTEMPTS = 3  # at a model of all rows


@dataclass(frozen=True)
class Crossed:
    """What comes of it: the model, the curve of the fold in the middle, the account, the answers to all rows."""

    model: "PreTrainedModel"
    curve: Curve
    account: CrossValidation
    out_of_fold: pl.DataFrame


def cross_validate(
    work: Work, lesson: Lesson, ids: Sequence[int], dealt: Sequence[np.ndarray], settings: Settings, retries: int
) -> Crossed:
    """Fit a model for each fold, choose by the answers to all rows, and make the model to be handed on.

    ``lesson`` has all rows to learn from and none to watch, ``ids`` is theirs, ``dealt`` each repeat's fold of each.
    A finished fold is not done again. Raises DivergedError.
    """
    count = len(dealt) * settings.folds
    held: list[Held] = []
    for repeat, fold in enumerate(dealt, start=1):
        for number in range(1, settings.folds + 1):
            place = len(held) / (count + 1), 1 / (count + 1)
            rows = np.flatnonzero(fold == number - 1)
            held.append(_fold(work, lesson, settings, retries, (repeat, number), rows, place))
    targets = np.array([target_and_weight(row)[0] for row in lesson.train])
    account = _account(held, targets, lesson, settings)
    work.note(told(account))
    model, last = _handed_on(work, lesson, settings, account, retries, count)
    table = _out_of_fold(held, account, targets, ids, lesson.problem)
    return Crossed(model, _with_troubles(_middle(account), account, last), account, table)


def told(account: CrossValidation) -> str:
    """Say in one sentence what the folds told."""
    others = ", ".join(f"{kind} {score:.3f}" for kind, score in account.beside.items() if kind != account.chosen)
    how = f", {account.epochs:g} epochs" if account.chosen == FINE_TUNED else ""
    score = f"{account.metric} {account.score:.3f} ({account.low:.3f} to {account.high:.3f})"
    return f"{len(account.folds)} folds: {account.chosen}{how}, {score}" + (f"; {others}" if others else "")


def _fold(
    work: Work,
    lesson: Lesson,
    settings: Settings,
    retries: int,
    place: tuple[int, int],
    rows: np.ndarray,
    share: tuple[float, float],
) -> Held:
    repeat, number = place
    name = f"fold {number}" + (f" of repeat {repeat}" if settings.fold_repeats > 1 else "")
    return hold_out(
        FoldFiles(work.folder / CHECKPOINTS / fold_name(repeat, number)),
        lesson,
        rows,
        settings,
        place,
        retries,
        lambda done, message: work.progress(share[0] + share[1] * done, f"{name}: {message}"),
        partial(tell_points, work, f"curve-{repeat}-{number}.jsonl", settings.selection_metric, of=name),
        lambda message: work.note(f"{name}: {message}"),
    )


def _account(held: Sequence[Held], targets: np.ndarray, lesson: Lesson, settings: Settings) -> CrossValidation:
    """Choose the length and the kind of the model, and say what that is worth on rows it did not see."""
    metric = settings.selection_metric
    epochs = best_length(held, settings.evaluations_per_epoch)
    kinds = _kinds(held)
    beside = {kind: pooled_score(held, kind, epochs, targets, metric, lesson.problem) for kind in kinds}
    chosen = chosen_of(beside, len(targets))
    folds = []
    for one in held:
        watched = watched_of(metric, one.told(chosen, epochs), targets[one.rows], lesson.problem)
        best = next(point.epoch for point in one.curve.points if point.step == one.curve.best_step)
        parts = len(targets) - len(one.rows), len(one.rows)
        folds.append(Fold(one.repeat, one.number, *parts, watched.score, watched.error, best, one.curve, one.simpler))
    mean = len(targets) / settings.folds
    sizes = len(targets) - mean, mean
    bounds = metric_named(metric).bounds
    low, high = corrected_interval([fold.score for fold in folds], *sizes, beside[chosen], bounds)
    final = SOUP if settings.final_model == SOUP and chosen == FINE_TUNED else REFIT
    return CrossValidation(tuple(folds), metric, chosen, epochs, beside[chosen], low, high, beside, final, len(targets))


def _kinds(held: Sequence[Held]) -> tuple[str, ...]:
    """Return the kinds of models that every fold has tried: a fold of many rows has no simpler ones."""
    simpler = tuple(kind for kind in held[0].simpler if all(kind in one.simpler for one in held))
    tuned = all(one.curve.points[-1].step for one in held)
    return (*simpler, FINE_TUNED) if tuned else simpler


def chosen_of(beside: dict[str, float], rows: int) -> str:
    """Return the kind of model to be handed on by the pooled scores: ties go to the simpler one.

    A contrastive model yields to the frozen encoder only where that is better by more than a standard error, taken as
    that of a share of this many rows.
    """
    if CONTRASTIVE in beside:
        score = beside[CONTRASTIVE]
        error = math.sqrt(max(0.0, score * (1 - score)) / rows)
        return FROZEN if beside.get(FROZEN, -math.inf) > score + error else CONTRASTIVE
    return max(beside, key=lambda kind: (np.nan_to_num(beside[kind], nan=-np.inf), kind != FINE_TUNED))


def _handed_on(
    work: Work, lesson: Lesson, settings: Settings, account: CrossValidation, retries: int, count: int
) -> "tuple[PreTrainedModel, Curve | None]":
    """Make the model of all rows; the curve of its fit, where there was one, has no validation."""
    if account.final == SOUP:
        folders = [FoldFiles(work.folder / CHECKPOINTS / fold_name(one.repeat, one.number)) for one in account.folds]
        many = [classify.load_trained(files.model, lesson.base.trust_remote_code)[0] for files in folders]
        many[0].load_state_dict(mean_of([model.state_dict() for model in many]))
        return many[0], None
    for attempt in range(ATTEMPTS):
        model, last = _of_all_rows(work, lesson, settings, account, retries, count, attempt)
        if account.chosen != FINE_TUNED or _answers_as_well(model, lesson, account):
            return model, last
        work.note("all rows: it does worse on rows that it was taught by than the folds' models on strange ones")
    return model, last


def _of_all_rows(
    work: Work, lesson: Lesson, settings: Settings, account: CrossValidation, retries: int, count: int, attempt: int
) -> "tuple[PreTrainedModel, Curve | None]":
    """Fit on all rows; further attempts have other seeds."""
    name = f"all-{attempt + 1}" if attempt else "all"
    manner = Manner(
        lambda done, message: work.progress((count + done) / (count + 1), f"all rows: {message}"),
        note=lambda message: work.note(f"all rows: {message}"),
        keeper=Checkpoints(work.folder / CHECKPOINTS / name, work.note),
        retries=retries,
    )
    other = replace(settings, seed=settings.seed + attempt)
    return refit(lesson, other, manner, account.chosen, account.epochs)


def _answers_as_well(model: "PreTrainedModel", lesson: Lesson, account: CrossValidation) -> bool:
    """Whether the model of all rows answers them no worse than the folds' models answered rows they never saw.

    Nobody watches it while it learns: one that got stuck or fell apart shows here, where nothing else would tell.
    """
    plain = [{**row, "labels": target_and_weight(row)[0]} for row in lesson.rows]
    found = Watcher(lesson.tokenizer, plain, account.metric, lesson.problem)(model)
    return not found.score < (account.low if math.isfinite(account.low) else account.score)


def _middle(account: CrossValidation) -> Curve:
    """Return the curve of the fold whose score lies in the middle, as that of a model fitted again on all rows."""
    order = sorted(account.folds, key=lambda fold: (np.nan_to_num(fold.score, nan=-1.0), fold.repeat, fold.number))
    fold = order[(len(order) - 1) // 2]
    known = replace(fold.curve, refitted=account.rows, kept_loss=math.nan, kept_score=math.nan)
    if account.chosen != FINE_TUNED:
        point = fold.simpler[account.chosen]
        points = (point, *(point for point in known.points if point.step))
        return replace(known, points=points, best_step=0, simpler=account.chosen, simpler_score=point.validation_score)
    return replace(known, best_step=step_at(known, account.epochs))


def _with_troubles(curve: Curve, account: CrossValidation, last: Curve | None) -> Curve:
    """Put into the curve shown what went wrong in any fold and in the last fit: divergences, and what never changed."""
    troubles = [
        replace(retry, reason=f"fold {fold.number} of repeat {fold.repeat}: {retry.reason}")
        for fold in account.folds
        for retry in fold.curve.retries
    ]
    return with_last(replace(curve, retries=tuple(troubles)), last)


def _out_of_fold(
    held: Sequence[Held], account: CrossValidation, targets: np.ndarray, ids: Sequence[int], problem: Problem
) -> pl.DataFrame:
    """Return ``repeat, fold, id, truth, prediction, p_0 ... p_k-1`` in the order of rows."""
    parts = []
    for one in held:
        told = one.told(account.chosen, account.epochs)
        parts.append(
            answers_table((one.repeat, one.number), np.asarray(ids)[one.rows], targets[one.rows], told, problem)
        )
    return pl.concat(parts).sort("repeat", "id")
