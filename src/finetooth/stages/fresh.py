"""A fresh model to fit: loaded from the base, free where the settings let it change, and brought back to its shape."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from finetooth.core.results import Settings
from finetooth.stages.lesson import Lesson
from finetooth.tasks import classify
from finetooth.training.freezing import freeze
from finetooth.training.lora import add_lora, merge_lora
from finetooth.training.vocabulary import Narrowed

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def fresh_model(lesson: Lesson, settings: Settings) -> "PreTrainedModel":
    """Load the base model, and leave only those weights free that the settings let change."""
    dropout = settings.hidden_dropout_prob, settings.classifier_dropout
    how = (*dropout, settings.pooling, settings.problem_type)
    model = classify.load_model(lesson.base, lesson.labels, settings.seed, *how)
    classify.to_device(model)
    model.config.truncation = settings.truncation  # predict cuts texts as training did
    model.config.window_stride = settings.window_stride
    freeze(model, settings.freeze_layers)
    if settings.lora_r:
        add_lora(model, settings.lora_r, settings.lora_alpha, settings.lora_dropout)
    return model


def said_narrowly(narrow: Narrowed | None, many: Sequence[list[dict[str, Any]]]) -> tuple[list[dict[str, Any]], ...]:
    """Return rows whose tokens are numbered as the narrowed model knows them."""
    return tuple(narrow.rows(rows) if narrow else rows for rows in many)


def as_the_base(model: "PreTrainedModel", narrow: Narrowed | None, settings: Settings) -> None:
    """Bring a model back to the base's shape: all its words, and LoRA's matrices merged."""
    if narrow:
        narrow.widen(model)
    if settings.lora_r:
        merge_lora(model)
