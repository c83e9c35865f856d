"""Train: fit the chosen settings on all training rows, and keep a model folder that loads anywhere."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from finetooth.core.errors import UserError
from finetooth.core.results import Base, Curve, Settings, Splits
from finetooth.core.run import Work, stage
from finetooth.core.store import write_json
from finetooth.stages.augmenting import augmented
from finetooth.stages.learn import Lesson, learn
from finetooth.tasks import classify
from finetooth.training.errors import DivergedError

if TYPE_CHECKING:
    from transformers import PreTrainedModel

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

    Raises UserError when the loss diverges.
    """
    labels = classify.labels_of(splits.train.labels.to_list())
    lesson = Lesson.of(base, labels, splits.train, splits.validation, settings.max_length, weights)
    lesson = augmented(lesson, splits.train, settings)
    try:
        model, curve = learn(lesson, settings, work.progress)
    except DivergedError as error:
        fix = f"lower training.learning_rate (it was {settings.learning_rate:g})"
        raise UserError(f"training diverged: {error}", "4-train", fix) from None
    folder = work.folder / "model"
    lesson.tokenizer.model_max_length = settings.max_length
    model.save_pretrained(folder)
    lesson.tokenizer.save_pretrained(folder)
    write_json(folder / NOTES, {"mends": mends, "max_length": settings.max_length})
    _must_reload(folder, base, model, lesson)
    return Trained(curve, labels, folder)


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
