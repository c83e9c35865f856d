"""One trial of a search: a fit with its settings, what it scored, and its answers to the validation rows."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from finetooth.core.results import CurvePoint, Settings
from finetooth.core.run import Work
from finetooth.core.store import write_array
from finetooth.core.tuning import Params, Seen, Trial
from finetooth.guards.early_stopping import decide
from finetooth.metrics.predictions import Predictions
from finetooth.search.pruning import PrunedError, Pruner, on_schedule
from finetooth.stages.learn import Manner, tried
from finetooth.stages.lesson import Lesson
from finetooth.tasks import classify

ANSWERS = "answers"  # folder of the trials' logits


def attempt(
    work: Work,
    lesson: Lesson,
    settings: Settings,
    params: Params,
    before: Sequence[Trial],
    count: int,
    pruner: Pruner | None = None,
) -> Trial:
    """Fit with these settings, no simpler model beside it, and keep the answers of the checkpoint that it would keep.

    A trial that diverges, does not fit the memory or cannot be measured has no score, and one that ``pruner`` ends the
    best one so far; the default, the first of all, is never ended.
    """
    begin, number = time.monotonic(), len(before)
    heard: dict[int | str, np.ndarray] = {}
    points: list[CurvePoint] = []
    others, pruned = on_schedule(before, settings.num_train_epochs), ""

    def progress(done: float, message: str) -> None:
        work.progress((number + done) / count, f"trial {number + 1} of {count}, {message}")

    def evaluated(known: Sequence[CurvePoint]) -> None:
        points[:] = known
        reason = pruner.objection(_seen(known), others) if pruner and others else None
        if reason:
            raise PrunedError(reason)

    manner = Manner(progress, evaluated, answered=heard.__setitem__)
    try:
        tried(lesson, replace(settings, keep_simpler=False, contrastive=False, folds=0), manner)
    except PrunedError as error:
        pruned = str(error)
    except (RuntimeError, MemoryError) as error:
        told = str(error).strip().splitlines() or [type(error).__name__]
        return Trial(number, params, None, None, round(time.monotonic() - begin, 3), told[0])
    trial = Trial(number, params, None, None, round(time.monotonic() - begin, 3), seen=_seen(points), pruned=pruned)
    return _scored(trial, settings, points, heard, work.folder / ANSWERS)


def _scored(
    trial: Trial, settings: Settings, points: Sequence[CurvePoint], heard: Mapping[int | str, np.ndarray], folder: Path
) -> Trial:
    """Return the trial with the score of the checkpoint to keep, and keep its answers; it failed where that is none."""
    best = points[decide(points, settings.early_stopping_patience, settings.early_stopping_threshold).best]
    if not math.isfinite(best.validation_score):
        reason = f"{settings.selection_metric} of the validation rows is no number"
        return replace(trial, error=reason, pruned="")
    folder.mkdir(exist_ok=True)
    write_array(folder / f"{trial.number}.npy", heard[best.step].astype(np.float32))
    return replace(trial, score=best.validation_score, best_epoch=best.epoch, score_error=best.validation_error)


def _seen(points: Sequence[CurvePoint]) -> tuple[Seen, ...]:
    return tuple(Seen(point.epoch, point.validation_score, point.validation_error) for point in points)


def answers_of(folder: Path, lesson: Lesson) -> dict[int, Predictions]:
    """Return the kept answers to the validation rows, by trial."""
    targets = np.array([row["labels"] for row in lesson.validation])
    rows = np.arange(len(targets))
    return {
        int(path.stem): Predictions(rows, targets, classify.softmax(np.load(path).astype(np.float64)), lesson.labels)
        for path in sorted((folder / ANSWERS).glob("*.npy"))
    }
