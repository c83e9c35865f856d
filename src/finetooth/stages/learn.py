"""What tune and train share: encoded rows, and a watched fit on them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from finetooth.core.results import Base, Curve, CurvePoint, Settings
from finetooth.core.rows import Rows
from finetooth.guards.divergence import diverged
from finetooth.guards.early_stopping import decide
from finetooth.metrics.error import standard_error
from finetooth.metrics.predictions import Predictions
from finetooth.metrics.score import value
from finetooth.stages.simpler import (
    FROZEN,
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
from finetooth.tasks import classify
from finetooth.training.fit import Keeper, Rules, Watched, fit
from finetooth.training.freezing import freeze
from finetooth.training.lora import add_lora, merge_lora
from finetooth.training.variants import Variants
from finetooth.training.vocabulary import narrowed

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase


@dataclass(frozen=True)
class Lesson:
    """Rows to learn from and rows to watch, tokenised once for however many fits."""

    base: Base
    labels: tuple[str, ...]
    tokenizer: "PreTrainedTokenizerBase"
    train: list[dict[str, Any]]
    validation: list[dict[str, Any]]
    guises: tuple[list[dict[str, Any]], ...] = ()  # the training rows under each scenario of `training.augment`

    @property
    def rows(self) -> list[dict[str, Any]]:
        """All rows whose labels are known here."""
        return [*self.train, *self.validation]

    @classmethod
    def of(
        cls,
        base: Base,
        labels: tuple[str, ...],
        train: Rows,
        validation: Rows,
        max_length: int,
        weights: pl.DataFrame | None = None,
        truncation: str = "head",
    ) -> "Lesson":
        """Tokenise both sets of rows. Validation rows with a label the model cannot know are left to the test."""
        tokenizer = classify.load_tokenizer(base)
        known = Rows(validation.table.filter(validation.labels.is_in(list(labels))))
        taught, watched = (encode(part, labels, tokenizer, max_length, truncation) for part in (train, known))
        if weights is not None and weights.height:
            taught = _weighted(taught, train, weights)
        return cls(base, labels, tokenizer, taught, watched)


def encode(
    rows: Rows,
    labels: tuple[str, ...],
    tokenizer: "PreTrainedTokenizerBase",
    max_length: int,
    truncation: str = "head",
) -> list[dict[str, Any]]:
    """Tokenise rows with their targets."""
    targets = classify.targets_of(rows.labels.to_list(), labels)
    texts = rows.texts.fill_null("").to_list()
    return classify.encode(texts, tokenizer, max_length, targets.tolist(), truncation)


def _weighted(encoded: list[dict[str, Any]], rows: Rows, weights: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with [target, weight] in place of their target; a row that is not named weighs 1."""
    table = rows.table.select("id").join(weights, on="id", how="left", maintain_order="left")
    values = table["weight"].fill_null(1.0).to_list()
    return [{**row, "labels": [row["labels"], value]} for row, value in zip(encoded, values, strict=True)]


def learn(
    lesson: Lesson,
    settings: Settings,
    progress: Callable[[float, str], None],
    evaluated: Callable[[Sequence[CurvePoint]], None] = lambda _points: None,
    retries: int = 0,
    keeper: Keeper | None = None,
    note: Callable[[str], None] = lambda _message: None,
) -> "tuple[PreTrainedModel, Curve]":
    """Fit a fresh model from the base, and keep a simpler one where that is no worse; raises DivergedError."""
    model = _model(lesson, settings)
    narrow = narrowed(model, (lesson.train, lesson.validation, *lesson.guises), lesson.tokenizer.pad_token_id)
    taught, watched, *guises = (
        narrow.rows(rows) if narrow else rows for rows in (lesson.train, lesson.validation, *lesson.guises)
    )
    rules = _rules(lesson, settings, watched, progress, evaluated, retries, note)
    teaching = Teaching(lesson.tokenizer, taught, len(lesson.labels), rules.train_score, rules.watch, progress)
    rival = best_of(simpler_models(model, teaching, settings))
    if rival and settings.contrastive:
        curve = alone(model, rival, settings)
    else:
        warm_up(model, rival, teaching, settings)
        variants = Variants(tuple(guises), settings.augment_share, settings.seed)
        fitted = fit(model, taught, lesson.tokenizer.pad_token_id, settings, rules, keeper, variants)
        curve = kept(model, fitted, rival)
    if narrow:
        narrow.widen(model)
    if settings.lora_r:
        merge_lora(model)
    curve = _measured_again(model, curve, lesson)
    if rival and curve.best_step == 0:
        evaluated(curve.points)
        note(told(curve))
        return _refitted(model, rival.kind, lesson, settings, teaching), replace(curve, refitted=len(lesson.rows))
    return model, curve


def _refitted(
    model: "PreTrainedModel", kind: str, lesson: Lesson, settings: Settings, teaching: Teaching
) -> "PreTrainedModel":
    """Make a simpler model again, now that nothing is left to be chosen, of the validation rows too."""
    if kind == FROZEN:
        put_logistic_head(model, replace(teaching, rows=lesson.rows), settings)
        return model
    fresh = _model(lesson, settings)
    narrow = narrowed(fresh, (lesson.rows,), lesson.tokenizer.pad_token_id)
    contrasted(fresh, replace(teaching, rows=narrow.rows(lesson.rows) if narrow else lesson.rows), settings)
    if narrow:
        narrow.widen(fresh)
    if settings.lora_r:
        merge_lora(fresh)
    return fresh


def _rules(
    lesson: Lesson,
    settings: Settings,
    watched: list[dict[str, Any]],
    progress: Callable[[float, str], None],
    evaluated: Callable[[Sequence[CurvePoint]], None],
    retries: int,
    note: Callable[[str], None],
) -> Rules:
    targets = np.array([row["labels"] for row in watched])

    def watch(trained: "PreTrainedModel") -> Watched:
        logits = classify.logits(trained, lesson.tokenizer, watched)
        return watched_of(settings.selection_metric, logits, targets, lesson.labels)

    return Rules(
        watch=watch,
        train_score=lambda logits, truth: measure(settings.selection_metric, logits, truth, lesson.labels),
        stopping=partial(
            decide, patience=settings.early_stopping_patience, threshold=settings.early_stopping_threshold
        ),
        diverged=diverged,
        progress=progress,
        evaluated=evaluated,
        note=note,
        retries=retries,
    )


def _model(lesson: Lesson, settings: Settings) -> "PreTrainedModel":
    """Load the base model, and leave only those weights free that the settings let change."""
    dropout = settings.hidden_dropout_prob, settings.classifier_dropout
    model = classify.load_model(lesson.base, lesson.labels, settings.seed, *dropout, pooling=settings.pooling)
    classify.to_device(model)
    model.config.truncation = settings.truncation  # predict cuts texts as training did
    freeze(model, settings.freeze_layers)
    if settings.lora_r:
        add_lora(model, settings.lora_r, settings.lora_alpha, settings.lora_dropout)
    return model


def _measured_again(model: "PreTrainedModel", curve: Curve, lesson: Lesson) -> Curve:
    """Note what the model to be handed on scores: whether the best weights are in place is measured, not believed."""
    logits = classify.logits(model, lesson.tokenizer, lesson.validation)
    targets = np.array([row["labels"] for row in lesson.validation])
    found = watched_of(curve.metric, logits, targets, lesson.labels)
    return replace(curve, kept_loss=found.loss, kept_score=found.score)


def watched_of(metric: str, logits: np.ndarray, targets: np.ndarray, labels: tuple[str, ...]) -> Watched:
    """Return loss, score and the score's standard error of logits on rows that are watched."""
    score = measure(metric, logits, targets, labels)
    error = standard_error(metric, _predictions(logits, targets, labels))
    return Watched(classify.cross_entropy(logits, targets), score, error)


def measure(metric: str, logits: np.ndarray, targets: np.ndarray, labels: tuple[str, ...]) -> float:
    """Return a metric's value on logits. Prepare has seen to it that it is defined: two labels at least."""
    found = value(metric, _predictions(logits, targets, labels))
    return math.nan if found is None else found


def _predictions(logits: np.ndarray, targets: np.ndarray, labels: tuple[str, ...]) -> Predictions:
    return Predictions(np.arange(len(targets)), targets, classify.softmax(logits), labels)
