"""Train: fit the chosen settings on all training rows, and keep a model folder that loads anywhere."""

import math
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.results import Base, Curve, CurvePoint, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.core.store import CHECKPOINTS, append_json, read_lines, write_json, write_lines
from finetooth.stages.augmenting import augmented
from finetooth.stages.learn import Lesson, learn
from finetooth.tasks import classify
from finetooth.training.checkpoints import Checkpoints
from finetooth.training.errors import DivergedError
from finetooth.training.memory import is_out_of_memory

if TYPE_CHECKING:
    from transformers import PreTrainedModel

RETRIES = 2  # after a divergence, each with half the learning rate
NOTES = "finetooth.json"  # beside the weights: what predict needs to treat texts as training did


@dataclass(frozen=True)
class Trained:
    """The curve of the fit, the labels in the order of the model's outputs, and the model's folder."""

    curve: Curve
    labels: tuple[str, ...]
    model: Path


@stage("4-train", version=3)
def train(
    work: Work, settings: Settings, base: Base, splits: Splits, mends: tuple[str, ...], weights: pl.DataFrame
) -> Trained:
    """Train and save; ``weights`` (id, weight) has the rows that count for less than one.

    The fit is kept in checkpoints as it goes, and goes on from the newest whole one; `curve.jsonl` grows with it.
    Raises UserError when the loss diverges again and again, the memory does not hold one row, or the disk is full.
    """
    labels = classify.labels_of(splits.train.labels.to_list())
    longest, cut = settings.max_length, settings.truncation
    lesson = Lesson.of(base, labels, splits.train, splits.validation, longest, weights, cut)
    lesson = augmented(lesson, splits.train, settings)
    model, curve = _survived(lesson, settings, work)
    folder = work.folder / "model"
    lesson.tokenizer.model_max_length = settings.max_length
    model.save_pretrained(folder)
    lesson.tokenizer.save_pretrained(folder)
    write_json(folder / NOTES, {"mends": mends, "max_length": settings.max_length})
    _must_reload(folder, base, model, lesson)
    return Trained(curve, labels, folder)


def _survived(lesson: Lesson, settings: Settings, work: Work) -> "tuple[PreTrainedModel, Curve]":
    """Learn with a net: back to a good state after a divergence, and to the last checkpoint after a kill."""
    keeper = Checkpoints(work.folder / CHECKPOINTS, work.note)
    written = partial(write_curve, work.folder / "curve.jsonl")
    try:
        return learn(lesson, settings, work.progress, written, RETRIES, keeper, work.note)
    except DivergedError as error:
        shutil.rmtree(keeper.folder)  # nothing to go on from: another rate may begin without being asked to
        fix = f"lower training.learning_rate (it was {settings.learning_rate:g})"
        raise UserError(f"training diverged {1 + RETRIES} times: {error}", work.stage, fix) from None
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        fix = "free memory and run again to go on; or lower training.max_length or freeze layers, with --fresh"
        raise UserError(f"the memory does not hold the training: {error}", work.stage, fix) from None


def write_curve(path: Path, points: Sequence[CurvePoint]) -> None:
    """Append what is new to a curve's file; where a fit went back before what is there, write it anew."""
    lines = [{name: _or_null(value) for name, value in asdict(point).items()} for point in points]
    known = read_lines(path)
    if lines[: len(known)] != known:
        write_lines(path, lines)
        return
    for line in lines[len(known) :]:
        append_json(path, line)


def _or_null(value: float) -> float | None:
    return value if math.isfinite(value) else None  # NaN is no JSON


def _must_reload(folder: Path, base: Base, model: "PreTrainedModel", lesson: Lesson) -> None:
    """Load what was saved and compare its logits on a few rows: a model that changes on disk is a defect."""
    rows = lesson.validation[:8]
    loaded, tokenizer = classify.load_trained(folder, base.trust_remote_code)
    before = classify.logits(model, lesson.tokenizer, rows)
    after = classify.logits(loaded, tokenizer, rows)
    if not np.allclose(before, after, atol=1e-4):
        raise RuntimeError(
            f"the saved model answers otherwise than the trained one (by {np.abs(before - after).max():.2g})"
        )
