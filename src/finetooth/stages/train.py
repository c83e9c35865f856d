"""Train: fit the chosen settings on all training rows, and keep a model folder that loads anywhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from finetooth.checks.wording import counted
from finetooth.core.errors import UserError
from finetooth.core.events import Event
from finetooth.core.results import Base, CrossValidation, Curve, Fold, Settings, Splits
from finetooth.core.rows import Rows
from finetooth.core.run import Work, stage
from finetooth.core.store import CHECKPOINTS, write_json
from finetooth.stages.crossing import cross_validate
from finetooth.stages.curve_file import tell_points, write_curve
from finetooth.stages.folding import dealt, left_out
from finetooth.stages.held import answers_table, fold_name
from finetooth.stages.learn import KEPT, Manner, learn
from finetooth.stages.lesson import Lesson, known_rows
from finetooth.stages.teaching import digest_of, lesson_of, taught_rows
from finetooth.stages.trial_files import TRIALS, TrialFiles, key_of, made_by
from finetooth.tasks import classify
from finetooth.tasks.units import in_the_users_unit
from finetooth.training.checkpoints import Checkpoints
from finetooth.training.collate import target_and_weight
from finetooth.training.errors import DivergedError
from finetooth.training.memory import is_out_of_memory

if TYPE_CHECKING:
    from transformers import PreTrainedModel

RETRIES = 2  # after a divergence, each with half the learning rate
Learned = tuple["PreTrainedModel", Curve, CrossValidation | None, pl.DataFrame]
NOTES = "finetooth.json"  # beside the weights: what predict needs to treat texts as training did


@dataclass(frozen=True)
class Trained:
    """The curve of the fit, the labels in the order of the model's outputs, and the model's folder.

    After a cross-validation ``curve`` is that of the fold in the middle, and ``crossed`` tells of all.
    ``held_out`` has answers by a model that never saw the row: ``repeat, fold, id, truth, prediction, p_0 ... p_k-1``.
    They are to the validation rows, by the model that these chose, or after a cross-validation to all rows
    (``out_of_fold``, which is empty otherwise).
    """

    curve: Curve
    labels: tuple[str, ...]
    model: Path
    crossed: CrossValidation | None
    out_of_fold: pl.DataFrame
    held_out: pl.DataFrame


@stage("4-train", version=6)
def train(
    work: Work, settings: Settings, base: Base, splits: Splits, mends: tuple[str, ...], weights: pl.DataFrame
) -> Trained:
    """Train and save; ``weights`` (id, weight) has the rows that count for less than one.

    The fit is kept in checkpoints as it goes, and goes on from the newest whole one; `curve.jsonl` grows with it.
    Raises UserError when the loss diverges again and again, the memory does not hold one row, or the disk is full.
    """
    rows = taught_rows(splits, settings)
    if settings.folds and (unknown := left_out(splits, settings.problem_type)):
        work.note(f"{unknown:,} validation rows have a label that no training row has: they are in no fold")
    lesson = lesson_of(base, splits, weights, settings)
    with one_message(work, settings):
        learned = _crossed(work, lesson, rows, settings) or _watched(work, lesson, splits, settings)
    model, curve, crossed, answers = learned
    in_the_users_unit(model, lesson.problem)
    folder = work.folder / "model"
    lesson.tokenizer.model_max_length = settings.max_length
    model.save_pretrained(folder)
    lesson.tokenizer.save_pretrained(folder)
    write_json(folder / NOTES, {"mends": mends, "max_length": settings.max_length})
    _must_reload(folder, base, model, lesson)
    return Trained(curve, lesson.labels, folder, crossed, answers if crossed else answers.clear(), answers)


def _watched(work: Work, lesson: Lesson, splits: Splits, settings: Settings) -> Learned:
    """Learn by one set of validation rows; the table is of the answers to them."""
    folder = work.folder / CHECKPOINTS
    said: dict[int | str, np.ndarray] = {}
    manner = Manner(
        work.progress,
        partial(tell_points, work, "curve.jsonl", settings.selection_metric),
        work.note,
        said.__setitem__,
        Checkpoints(folder, work.note),
        RETRIES,
        Checkpoints(folder / "all", work.note),
    )
    model, curve = learn(lesson, settings, manner)
    targets = np.array([target_and_weight(row)[0] for row in lesson.validation])
    ids = known_rows(splits.validation, lesson.problem).ids.to_numpy()
    return model, curve, None, answers_table((1, 1), ids, targets, said[KEPT], lesson.problem)


def _crossed(work: Work, lesson: Lesson, rows: Rows, settings: Settings) -> Learned | None:
    """Learn by a cross-validation, where that is to be."""
    if not settings.folds:
        return None
    folds = dealt(rows, settings)
    known = _take_over(work, digest_of(lesson, folds[0]), settings)
    found = cross_validate(work, lesson, rows.ids.to_list(), folds, settings, RETRIES)
    account = replace(found.account, folds=tuple(_by_the_search(fold, known) for fold in found.account.folds))
    write_curve(work.folder / "curve.jsonl", found.curve.points)
    return found.model, found.curve, account, found.out_of_fold


def _by_the_search(fold: Fold, known: frozenset[str]) -> Fold:
    return replace(fold, taken_over=fold_name(fold.repeat, fold.number) in known)


def _take_over(work: Work, taught: str, settings: Settings) -> frozenset[str]:
    """Put the folds of the search's trial with these very rows and settings where they need not be fitted again.

    ``taught`` is the digest of the rows as they are dealt. Returns the names of these folds.
    """
    found = TrialFiles(work.folder.parent / TRIALS).folds(key_of(made_by(), taught, settings))
    for path in found:
        shutil.copytree(path, work.folder / CHECKPOINTS / path.name, dirs_exist_ok=True)
    if found:
        work.note(f"{counted(len(found), 'fold')} of the search are taken over")
    return frozenset(path.name for path in found)


@contextmanager
def one_message(work: Work, settings: Settings) -> Iterator[None]:
    """Turn what a fit cannot answer by itself into one clear message."""
    work.listener(Event("fitting", work.stage, data={"settings": asdict(settings)}))
    try:
        yield
    except DivergedError as error:
        shutil.rmtree(work.folder / CHECKPOINTS)  # nothing to go on from: another rate may begin without being asked to
        fix = f"lower training.learning_rate (it was {settings.learning_rate:g})"
        raise UserError(f"training diverged {1 + RETRIES} times: {error}", work.stage, fix) from None
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        fix = "free memory and run again to go on; or lower training.max_length or freeze layers, with --fresh"
        raise UserError(f"the memory does not hold the training: {error}", work.stage, fix) from None


def _must_reload(folder: Path, base: Base, model: "PreTrainedModel", lesson: Lesson) -> None:
    """Load what was saved and compare its logits on a few rows: a model that changes on disk is a defect."""
    rows = lesson.rows[-8:]
    loaded, tokenizer = classify.load_trained(folder, base.trust_remote_code)
    before = classify.logits(model, lesson.tokenizer, rows)
    after = classify.logits(loaded, tokenizer, rows)
    if not np.allclose(before, after, atol=1e-4):
        raise RuntimeError(
            f"the saved model answers otherwise than the trained one (by {np.abs(before - after).max():.2g})"
        )
