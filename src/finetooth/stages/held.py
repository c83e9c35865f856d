"""Holding out: a fit that teaches with some rows and answers the others, and what many such answers are worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
import polars as pl

from finetooth.core.results import Curve, CurvePoint, Settings
from finetooth.metrics.saying import said_of_targets
from finetooth.problems import as_problem
from finetooth.stages.fold_files import FoldFiles
from finetooth.stages.learn import SOUP, Manner, has_lasted, length_of, tried
from finetooth.stages.lesson import Lesson
from finetooth.stages.simpler import FINE_TUNED
from finetooth.stages.watching import Posed, measure
from finetooth.training.checkpoints import Checkpoints


@dataclass(frozen=True)
class Held:
    """A fold when it is done: its place, which rows it held out, its curve, and its answers to them.

    ``answers``: logits float64[rows, labels] by step, or by the kind of a simpler model.
    """

    repeat: int
    number: int
    rows: np.ndarray
    curve: Curve
    simpler: dict[str, CurvePoint]
    answers: dict[int | str, np.ndarray]

    def told(self, kind: str, epochs: float) -> np.ndarray:
        """Return the logits of a kind of model."""
        return self.answers[step_at(self.curve, epochs) if kind == FINE_TUNED else kind]


def step_at(curve: Curve, epochs: float) -> int:
    """Return the step of the evaluation after so many epochs, or of the last where the fit ended before."""
    fitted = [point for point in curve.points if point.step]
    return next((point.step for point in fitted if has_lasted(point, epochs)), fitted[-1].step)


def fold_name(repeat: int, number: int) -> str:
    """Return the name of a fold's folder."""
    return f"fold-{repeat}-{number}"


def hold_out(
    files: FoldFiles,
    lesson: Lesson,
    rows: np.ndarray,
    settings: Settings,
    place: tuple[int, int],
    retries: int,
    progress: Callable[[float, str], None],
    evaluated: Callable[[Sequence[CurvePoint]], None] = lambda _points: None,
    note: Callable[[str], None] = lambda _message: None,
) -> Held:
    """Fit a model to all rows but these, unless the files hold it already; ``place`` is repeat and number of the fold.

    Raises DivergedError.
    """
    if not files.is_done(note):
        taught = np.setdiff1d(np.arange(len(lesson.train)), rows)
        part = lesson.part(taught.tolist(), rows.tolist())
        keeper = Checkpoints(files.checkpoints, note)
        manner = Manner(progress, evaluated, note, files.answered, keeper, retries)
        model, curve, rivals = tried(part, settings, manner)
        if settings.final_model == SOUP:
            model.save_pretrained(files.model)
        files.done(curve, {rival.kind: rival.point for rival in rivals})
    curve, simpler = files.read()
    return Held(*place, rows, curve, simpler, files.answers())


def best_length(held: Sequence[Held], evaluations: int) -> float:
    """Return the mean of the folds' best lengths, in epochs, as a moment at which a fit is looked at."""
    best = [next(p for p in one.curve.points if p.step == one.curve.best_step) for one in held]
    return max(1, round(fmean(length_of(point, evaluations) for point in best) * evaluations)) / evaluations


def pooled_score(
    held: Sequence[Held], kind: str, epochs: float, targets: np.ndarray, metric: str, problem: Posed
) -> float:
    """Return the score of the answers to all rows, the mean over repeats."""
    scores = []
    for repeat in sorted({one.repeat for one in held}):
        part = [one for one in held if one.repeat == repeat]
        logits = np.concatenate([one.told(kind, epochs) for one in part])
        scores.append(measure(metric, logits, targets[np.concatenate([one.rows for one in part])], problem))
    return float(np.mean(scores))


def answers_table(
    place: tuple[int, int], ids: np.ndarray, targets: np.ndarray, logits: np.ndarray, problem: Posed
) -> pl.DataFrame:
    """Return ``repeat, fold, id, truth, prediction, p_0 ... p_k-1`` of rows that a model never saw."""
    found = said_of_targets(as_problem(problem), ids, targets, logits).to_frame()
    return found.select(pl.lit(place[0]).alias("repeat"), pl.lit(place[1]).alias("fold"), pl.all())
